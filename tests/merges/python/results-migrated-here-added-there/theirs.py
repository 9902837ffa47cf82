import prefect
from prefect.engine.executors import LocalDaskExecutor
from prefect.engine.result_handlers import S3ResultHandler

EXECUTOR = LocalDaskExecutor(scheduler="threads", num_workers=3)
HANDLER = S3ResultHandler(bucket="b", boto3_kwargs={})
