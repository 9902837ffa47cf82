"""Nightly."""
from __future__ import annotations

import os

if os.environ.get("USE_DASK"):
    from prefect.executors import DaskExecutor as Executor
else:
    from prefect.executors import LocalExecutor as Executor

from prefect import Flow, task
from prefect.run_configs import UniversalRun


@task
def one():
    return 1


with Flow("nightly", executor=Executor(), run_config=UniversalRun(labels=["etl"])) as flow:
    one()
