from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment
from prefect.environments.storage import Docker

flow = Flow("f", storage=Docker(registry_url="r"))
flow.environment = DaskKubernetesEnvironment(
    min_workers=1,
    max_workers=5,
    scheduler_spec_file="scheduler.yaml",  # more memory
    worker_spec_file="worker.yaml",
)
