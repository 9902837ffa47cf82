import os

from prefect import Flow

if os.environ.get("CLUSTER"):
    from prefect.executors import DaskExecutor

    executor = DaskExecutor(os.environ["CLUSTER"])
else:
    from prefect.executors import LocalExecutor

    executor = LocalExecutor()

if os.environ.get("BUCKET"):
    from prefect.storage import S3 as Storage
else:
    from prefect.storage import Local as Storage

flow = Flow("letters", executor=executor, storage=Storage())
