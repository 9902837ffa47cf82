from prefect.environments import LocalEnvironment as LocalEnvironment
from prefect.executors import DaskExecutor as DaskExecutor, LocalExecutor
from prefect.storage import Docker as Docker

def executor() -> LocalExecutor: ...
