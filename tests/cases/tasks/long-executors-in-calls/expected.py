from prefect import Flow
from prefect.executors import DaskExecutor

flow = Flow(
    "nightly",
    executor=DaskExecutor("tcp://scheduler:8786", client_kwargs={"name": "etl", "timeout": 30}),
    schedule=None,
)
run = flow.run(
    executor=DaskExecutor(
        debug=True,
        cluster_kwargs={"n_workers": 4, "threads_per_worker": 1, "processes": True},
    )
)
executors = {
    "dask": DaskExecutor(
        "tcp://scheduler:8786",
        client_kwargs={"name": "etl", "timeout": 30, "security": None},
    ),
    "none": None,
}
short = [DaskExecutor(cluster_kwargs={"n_workers": 4})]
