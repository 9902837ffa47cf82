from prefect import Flow
from prefect.environments import RemoteEnvironment


def started(): ...


flow = Flow(
    "refused",
    environment=RemoteEnvironment(
        executor="prefect.engine.executors.DaskExecutor",
        executor_kwargs={"address": "tcp://scheduler:8786"},
        on_start=started,
    ),
)
settings = {"executor": "prefect.engine.executors.LocalDaskExecutor"}
other = Flow("starred", environment=RemoteEnvironment(**settings))
