"""A nightly flow as one wrote it for Prefect 0.13."""

from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Docker


@task
def extract():
    return [1, 2, 3]


@task
def load(rows):
    print(sum(rows))


with Flow("nightly") as flow:
    load(extract())

flow.storage = Docker(registry_url="registry.example.com", image_name="nightly")
flow.environment = LocalEnvironment(
    executor=DaskExecutor(address="tcp://dask-scheduler:8786"),  # shared by all flows
    labels=["prod"],
)
