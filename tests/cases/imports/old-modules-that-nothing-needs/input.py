import prefect.environments.execution as execution
from prefect import Flow
from prefect.environments import execution as runs, storage
from prefect.engine import result_handlers

first = Flow("first", environment=execution.LocalEnvironment())
second = Flow("second", environment=runs.local.LocalEnvironment(labels=["x"]))
third = Flow("third", storage=storage.S3("bucket"))
