from prefect import Flow
from prefect.storage import Azure, Docker, S3

a = S3("flows", client_options={"endpoint_url": "http://minio"})
b = S3("flows", "etl.py", True)
c = Azure("flows", blob_name="etl")
d = Azure("flows")
e = Docker(
    "registry.example",
    "python:3.8",
    "Dockerfile",  # beside this file
)
