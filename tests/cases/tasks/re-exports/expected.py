"""What the flows share."""

from prefect.engine.results import S3Result as S3ResultHandler
from prefect.storage import Docker
from prefect.tasks.prefect import StartFlowRun as FlowRunTask, StartFlowRun
from prefect.tasks.secrets import EnvVarSecret, PrefectSecret as Secret

__all__ = ["Docker", "EnvVarSecret", "FlowRunTask", "S3ResultHandler", "Secret", "StartFlowRun"]


def secret(name):
    return Secret(name)
