import contextlib
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from prefect.environments.storage import Docker, S3
    from prefect.engine.executors import LocalDaskExecutor

from prefect import Flow

flow = Flow("f", storage=Docker(registry_url="r"))
flow.storage = S3("bucket")
flow.run(executor=LocalDaskExecutor())
