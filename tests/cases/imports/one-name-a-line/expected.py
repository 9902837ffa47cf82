from prefect import Flow
from prefect import task
from prefect.executors import DaskExecutor
from prefect.executors import LocalExecutor
from prefect.run_configs import UniversalRun
from prefect.storage import Docker
from prefect.storage import S3
from prefect.tasks.shell import ShellTask

import mypkg

with Flow(
    "x",
    executor=DaskExecutor(),
    run_config=UniversalRun(labels=["a"]),
    storage=Docker(),
) as flow:
    mypkg.go(LocalExecutor(), S3("b"), task, ShellTask)
