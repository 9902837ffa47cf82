import os

if os.environ.get("MOCK"):
    prefect = None
    Docker = object
else:
    import prefect
    from prefect.environments.storage import Docker

storage = prefect.environments.storage.S3("flows")
other = Docker()
