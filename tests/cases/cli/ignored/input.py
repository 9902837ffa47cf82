from prefect.environments.storage import Docker  # prefect-migrate: ignore[PM110]
from prefect.engine.executors import LocalExecutor

storage = Docker()
executor = LocalExecutor()
