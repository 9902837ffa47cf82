from prefect import Flow

from warehouse import settings
from warehouse.compat import OLD_RUNTIME

if OLD_RUNTIME:
    from prefect.engine.executors import LocalDaskExecutor
    from prefect.environments import LocalEnvironment
else:
    from prefect.executors import LocalDaskExecutor
    from prefect.run_configs import UniversalRun

if settings.with_run_configs:
    from prefect.storage import GCS as Bucket
else:
    from prefect.environments.storage import GoogleCloudStorage as Bucket

flow = Flow("stock", storage=Bucket("stock-flows"))

if not OLD_RUNTIME:
    flow.executor = LocalDaskExecutor()
    flow.run_config = UniversalRun(labels=["stock"])
else:
    flow.environment = LocalEnvironment(executor=LocalDaskExecutor(), labels=["stock"])


def label(flow):
    return flow.environment.labels if OLD_RUNTIME else flow.run_config.labels
