"""What our flows import."""

import os

from prefect.environments import KubernetesJobEnvironment, LocalEnvironment
from prefect.executors import DaskExecutor

NAME = os.environ.get("NAME")
