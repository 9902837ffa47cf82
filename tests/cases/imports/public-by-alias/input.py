"""The names that the package offers."""

from prefect.engine.executors import DaskExecutor as DaskExecutor
from prefect.engine.executors import LocalExecutor as LocalExecutor
from prefect.environments.storage import S3 as S3, Docker as Images
from prefect.utilities.tasks import unmapped as unmapped


def executor():
    return DaskExecutor()
