import os

import prefect
import requests
from dask.distributed import Client
from prefect import Flow, task, unmapped
from prefect.engine.state import State
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun
from prefect.schedules import CronSchedule
from prefect.storage import GCS

flow = Flow("a", schedule=CronSchedule("0 * * * *"), storage=GCS("b", add_default_labels=False))
flow.executor = DaskExecutor()
flow.run_config = KubernetesRun(job_template_path="job.yaml")


@task
def one(state: State) -> str:
    return os.getcwd() + str(requests) + str(Client) + str(unmapped(1)) + str(prefect.context)
