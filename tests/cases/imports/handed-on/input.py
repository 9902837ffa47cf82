"""What our flows import from here."""

from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments import (
    KubernetesJobEnvironment,
    RemoteEnvironment,
)

__version__ = "1"
