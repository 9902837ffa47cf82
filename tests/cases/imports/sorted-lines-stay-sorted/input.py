import os

import prefect
import requests
from dask.distributed import Client
from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.engine.state import State
from prefect.environments import KubernetesJobEnvironment
from prefect.environments.storage import GCS
from prefect.schedules import CronSchedule
from prefect.utilities.tasks import unmapped

flow = Flow("a", schedule=CronSchedule("0 * * * *"), storage=GCS("b", add_default_labels=False))
flow.environment = KubernetesJobEnvironment("job.yaml", executor=DaskExecutor())


@task
def one(state: State) -> str:
    return os.getcwd() + str(requests) + str(Client) + str(unmapped(1)) + str(prefect.context)
