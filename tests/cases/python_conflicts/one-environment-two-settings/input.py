"""Nightly ETL."""
import os
from datetime import timedelta

import prefect
from prefect import Flow, Parameter, task
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun
from prefect.schedules import IntervalSchedule
from prefect.storage import Docker

REGISTRY = os.environ.get("REGISTRY", "gcr.io/dev")


@task(max_retries=2, retry_delay=timedelta(minutes=1))
def extract(day):
    logger = prefect.context.get("logger")
    logger.info("extracting %s", day)
    return [1, 2, 3]


@task
def transform(rows):
    # double them
    return [row * 2 for row in rows]


@task
def load(rows):
    print(rows)


schedule = IntervalSchedule(interval=timedelta(hours=1))

with Flow("etl", schedule=schedule) as flow:
    day = Parameter("day", default="today")
    load(transform(extract(day)))

flow.storage = Docker(registry_url=REGISTRY, image_name="etl", python_dependencies=["pandas"])
<<<<<<< HEAD
flow.executor = DaskExecutor(address="tcp://dask:8786")
flow.run_config = KubernetesRun(labels=["prod"])
=======
flow.environment = LocalEnvironment(executor=DaskExecutor("tcp://dask:8787"), labels=["prod"])
>>>>>>> docs-of-2020

if __name__ == "__main__":
    flow.register(project_name="etl")
