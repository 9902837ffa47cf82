from prefect.storage import S3

storage = S3("flows", add_default_labels=False)
