import prefect
from prefect.engine.results import S3Result
from prefect.executors import LocalDaskExecutor

EXECUTOR = LocalDaskExecutor(scheduler="threads", num_workers=3)
HANDLER = S3Result(bucket="b", boto3_kwargs={})
