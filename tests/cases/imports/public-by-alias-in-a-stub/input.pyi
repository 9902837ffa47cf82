from prefect.engine.executors import DaskExecutor as DaskExecutor, LocalExecutor
from prefect.environments import LocalEnvironment as LocalEnvironment
from prefect.environments.storage import Docker as Docker

def executor() -> LocalExecutor: ...
