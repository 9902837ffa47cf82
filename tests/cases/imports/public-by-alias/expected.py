"""The names that the package offers."""

from prefect import unmapped as unmapped
from prefect.executors import (
    DaskExecutor as DaskExecutor,
    LocalExecutor as LocalExecutor,
)
from prefect.storage import S3 as S3, Docker as Images


def executor():
    return DaskExecutor()
