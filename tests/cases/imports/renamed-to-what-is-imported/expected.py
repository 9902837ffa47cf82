from prefect.engine.results import LocalResult
from prefect.executors import DaskExecutor, LocalDaskExecutor

dask = DaskExecutor()
threads = LocalDaskExecutor(scheduler="threads")
one = LocalDaskExecutor(scheduler="synchronous")
old = LocalResult("/tmp")
new = LocalResult("/tmp")


def tasks():
    from prefect.tasks.prefect import StartFlowRun

    return [StartFlowRun(flow_name="a"), StartFlowRun(flow_name="b")]
