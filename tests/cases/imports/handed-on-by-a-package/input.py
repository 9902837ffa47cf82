"""What our flows import."""

import os

from prefect.engine.executors import DaskExecutor
from prefect.environments import KubernetesJobEnvironment, LocalEnvironment

NAME = os.environ.get("NAME")
