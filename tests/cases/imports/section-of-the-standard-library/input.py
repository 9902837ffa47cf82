import os
from typing import Any

from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment

flow: Any = Flow(os.environ["NAME"])
flow.environment = DaskKubernetesEnvironment(worker_spec_file="worker.yaml")
