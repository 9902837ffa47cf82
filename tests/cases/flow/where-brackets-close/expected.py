from prefect import Flow
from prefect.engine.results import S3Result
from prefect.executors import DaskExecutor
from prefect.run_configs import UniversalRun
from prefect.storage import Docker

with Flow(
    "last", executor=DaskExecutor(), run_config=UniversalRun(labels=["a"])
) as flow:
    pass

with Flow(
    "gone", storage=Docker("x")
) as flow:
    pass

flow = Flow(
    "named", None, storage=Docker(
        "x", "y", python_dependencies=["z"]
    )
)
handler = S3Result(
    "bucket"
)
executor = DaskExecutor(
    address="tcp://x:1",
    debug=True,
)
executor = DaskExecutor(
    cluster_kwargs={"n_workers": 3}
)
flow = Flow("both", None, storage=Docker("x"), executor=executor)
