from prefect.environments.storage import Docker  # prefect-migrate: ignore[PM110]
from prefect.executors import LocalExecutor

storage = Docker()
executor = LocalExecutor()
