from prefect.storage import Docker, GitHub

docker = Docker("registry.example", "python:3.8", DEPENDENCIES)
github = GitHub("us/flows")
