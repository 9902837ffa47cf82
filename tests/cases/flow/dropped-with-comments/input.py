from prefect import Flow, task
from prefect.engine.result_handlers import GCSResultHandler, S3ResultHandler
from prefect.environments.storage import Azure

handler = S3ResultHandler(
    bucket="bucket",  # ours
    aws_credentials_secret="KEYS",  # theirs
)
other = GCSResultHandler(
    credentials_secret="KEYS",  # first
    bucket="bucket",
)


@task(
    name="x",  # the name
    result_handler=None,  # nothing
)
def one():
    return 1


flow = Flow(
    "x",
    storage=Azure(
        "flows",
        connection_string=None,  # from the environment
    ),
)
alone = GCSResultHandler(
    credentials_secret="KEYS",  # only
)
short = S3ResultHandler("bucket",  # one
                        "KEYS")
black = S3ResultHandler(
    "bucket", aws_credentials_secret="KEYS"  # all
)
