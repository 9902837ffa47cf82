import prefect.storage as storages
from prefect import Flow
from prefect.engine.state import Cancelled, Failed, Success
from prefect.environments import LocalEnvironment, RemoteEnvironment
from prefect.executors import DaskExecutor, LocalDaskExecutor
from prefect.tasks.secrets import EnvVarSecret
from prefect.tasks.secrets import PrefectSecret, PrefectSecret as Hidden

flow = Flow(
    "x",
    storage=storages.GCS("x", add_default_labels=False),
    environment=RemoteEnvironment(executor="prefect.engine.executors.DaskExecutor"),
)
flow.environment = LocalEnvironment(on_exit=print)
other = Flow("y", executor=DaskExecutor())
other.run(executor=LocalDaskExecutor())
print(EnvVarSecret("a"), PrefectSecret("b"), PrefectSecret("c"), Hidden("d"), Cancelled, Failed, Success)
