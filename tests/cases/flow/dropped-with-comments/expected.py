from prefect import Flow, task
from prefect.engine.results import GCSResult, S3Result
from prefect.storage import Azure

# theirs
handler = S3Result(
    bucket="bucket",  # ours
)
# first
other = GCSResult(
    bucket="bucket",
)


# nothing
@task(
    name="x",  # the name
)
def one():
    return 1


# from the environment
flow = Flow(
    "x",
    storage=Azure(
        "flows",
    ),
)
# only
alone = GCSResult()
# one
short = S3Result("bucket")
# all
black = S3Result(
    "bucket"
)
