import prefect
from prefect.engine.executors import LocalDaskExecutor
from prefect.engine.result_handlers import S3ResultHandler

EXECUTOR = LocalDaskExecutor(scheduler="threads")
HANDLER = S3ResultHandler(bucket="b")
