import prefect
from prefect.environments import LocalEnvironment
from prefect.engine.executors import LocalDaskExecutor

LEGACY = prefect.__version__ < "0.14"
flow = prefect.Flow("nightly")
if LEGACY:
    flow.environment = LocalEnvironment(labels=["etl"], executor=LocalDaskExecutor())
