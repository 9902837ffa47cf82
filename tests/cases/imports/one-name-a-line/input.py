from prefect import Flow
from prefect import task
from prefect.engine.executors import DaskExecutor
from prefect.engine.executors import LocalExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Docker
from prefect.environments.storage import S3
from prefect.tasks.shell import ShellTask

import mypkg

with Flow("x", environment=LocalEnvironment(DaskExecutor(), labels=["a"]), storage=Docker()) as flow:
    mypkg.go(LocalExecutor(), S3("b"), task, ShellTask)
