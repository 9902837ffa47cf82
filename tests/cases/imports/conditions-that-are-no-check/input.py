import os

from prefect import Flow

if os.environ.get("CLUSTER"):
    from prefect.engine.executors import DaskExecutor

    executor = DaskExecutor(os.environ["CLUSTER"])
else:
    from prefect.executors import LocalExecutor

    executor = LocalExecutor()

if os.environ.get("BUCKET"):
    from prefect.environments.storage import S3 as Storage
else:
    from prefect.environments.storage import Local as Storage

flow = Flow("letters", executor=executor, storage=Storage())
