from prefect import Flow
from prefect.environments import RemoteEnvironment

DASK = "prefect.engine.executors.DaskExecutor"
LOCAL = "prefect.engine.executors.LocalExecutor"


def environment(big):
    return RemoteEnvironment(executor=DASK if big else "prefect.engine.executors.LocalDaskExecutor")


flow = Flow("f", environment=environment(True))
print(LOCAL)
