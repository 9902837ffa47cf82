import prefect
from prefect.engine.results import S3Result
from prefect.executors import LocalDaskExecutor

EXECUTOR = LocalDaskExecutor(scheduler="threads")
HANDLER = S3Result(bucket="b")
