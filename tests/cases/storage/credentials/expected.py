from prefect.storage import S3

storage = S3("flows", aws_access_key_id="AKIA", aws_secret_access_key="secret")
