from prefect import Flow
from prefect.engine.executors import DaskExecutor

flow = Flow("nightly", executor=DaskExecutor("tcp://scheduler:8786", name="etl", timeout=30), schedule=None)
run = flow.run(executor=DaskExecutor(n_workers=4, threads_per_worker=1, local_processes=True, debug=True))
executors = {"dask": DaskExecutor("tcp://scheduler:8786", name="etl", timeout=30, security=None), "none": None}
short = [DaskExecutor(n_workers=4)]
