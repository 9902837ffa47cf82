"""What the flows share."""

from prefect.engine.result_handlers import S3ResultHandler
from prefect.environments.storage import Docker
from prefect.tasks.prefect import FlowRunTask, StartFlowRun
from prefect.tasks.secrets import EnvVarSecret, Secret

__all__ = ["Docker", "EnvVarSecret", "FlowRunTask", "S3ResultHandler", "Secret", "StartFlowRun"]


def secret(name):
    return Secret(name)
