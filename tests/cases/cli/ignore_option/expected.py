from prefect.environments.storage import Docker
from prefect.executors import LocalExecutor

print(Docker, LocalExecutor)
