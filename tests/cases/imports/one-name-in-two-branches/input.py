"""Nightly."""
from __future__ import annotations

import os

if os.environ.get("USE_DASK"):
    from prefect.engine.executors import DaskExecutor as Executor
else:
    from prefect.engine.executors import LocalExecutor as Executor

from prefect import Flow, task
from prefect.environments import LocalEnvironment


@task
def one():
    return 1


with Flow("nightly", environment=LocalEnvironment(executor=Executor(), labels=["etl"])) as flow:
    one()
