from prefect.environments.storage import Docker
from prefect.engine.executors import LocalExecutor

print(Docker, LocalExecutor)
