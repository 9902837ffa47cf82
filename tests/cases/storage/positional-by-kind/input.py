from prefect import Flow
from prefect.environments.storage import Azure, Docker, S3
import os

a = S3("flows", {"endpoint_url": "http://minio"})
b = S3("flows", "etl.py", True)
c = Azure("flows", os.environ["AZURE_STORAGE_CONNECTION_STRING"], "etl")
d = Azure("flows", None)
e = Docker(
    "registry.example",
    "python:3.8",
    "Dockerfile",  # beside this file
)
