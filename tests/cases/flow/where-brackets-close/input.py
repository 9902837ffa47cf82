from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.engine.result_handlers import S3ResultHandler
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Docker

with Flow(
    "last", environment=LocalEnvironment(executor=DaskExecutor(), labels=["a"])
) as flow:
    pass

with Flow(
    "gone", storage=Docker("x"), environment=LocalEnvironment()
) as flow:
    pass

flow = Flow(
    "named", None, None, Docker(
        "x", "y", ["z"]
    )
)
handler = S3ResultHandler(
    "bucket", "SECRET"
)
executor = DaskExecutor(
    address="tcp://x:1",
    local_processes=True,
    debug=True,
)
executor = DaskExecutor(
    n_workers=3
)
flow = Flow("both", None, None, Docker("x"), environment=LocalEnvironment(executor=executor))
