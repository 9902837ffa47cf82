"""What our flows import from here."""

from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.environments import (
    KubernetesJobEnvironment,
    RemoteEnvironment,
)
from prefect.executors import DaskExecutor

__version__ = "1"
