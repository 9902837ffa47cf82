from prefect.engine.executors import DaskExecutor, LocalDaskExecutor, SynchronousExecutor
from prefect.engine.result_handlers import LocalResultHandler
from prefect.engine.results import LocalResult

dask = DaskExecutor()
threads = LocalDaskExecutor(scheduler="threads")
one = SynchronousExecutor()
old = LocalResultHandler("/tmp")
new = LocalResult("/tmp")


def tasks():
    from prefect.tasks.cloud import FlowRunTask
    from prefect.tasks.prefect import StartFlowRun

    return [FlowRunTask(flow_name="a"), StartFlowRun(flow_name="b")]
