from prefect.environments.storage import Docker
from prefect.storage import GitHub

docker = Docker("registry.example", "python:3.8", DEPENDENCIES)
github = GitHub("us/flows")
