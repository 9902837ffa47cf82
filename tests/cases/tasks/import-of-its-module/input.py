import prefect.environments.storage as storages
from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.engine.state import Aborted, Failed, Success
from prefect.environments import LocalEnvironment, RemoteEnvironment
from prefect.tasks.secrets import EnvVarSecret, Secret
from prefect.tasks.secrets import PrefectSecret, Secret as Hidden

flow = Flow(
    "x",
    storage=storages.GCS("x", add_default_labels=False),
    environment=RemoteEnvironment(executor="prefect.engine.executors.DaskExecutor"),
)
flow.environment = LocalEnvironment(on_exit=print)
other = Flow("y", environment=RemoteEnvironment(executor="prefect.engine.executors.DaskExecutor"))
other.run(executor=LocalDaskExecutor())
print(EnvVarSecret("a"), Secret("b"), PrefectSecret("c"), Hidden("d"), Aborted, Failed, Success)
