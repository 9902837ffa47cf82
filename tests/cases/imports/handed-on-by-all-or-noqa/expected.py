import os

from prefect import Flow
from prefect.environments import FargateTaskEnvironment
from prefect.environments import LocalEnvironment  # noqa
from prefect.environments import DaskKubernetesEnvironment as DaskKubernetesEnvironment
from prefect.environments import (
    KubernetesJobEnvironment,  # noqa: F401
)
from prefect.schedules import OneTimeSchedule  # noqa: F401

__all__ = ["Flow"]
__all__ += ["FargateTaskEnvironment"]
print(os.getcwd())
