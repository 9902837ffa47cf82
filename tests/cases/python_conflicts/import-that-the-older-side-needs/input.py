from prefect import Flow, task
<<<<<<< HEAD
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun
=======
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
>>>>>>> release-0.12


@task
def weigh(parcel):
    return parcel * 2


<<<<<<< HEAD
with Flow("post", run_config=UniversalRun()) as flow:
    weigh(weigh(3))

flow.executor = LocalDaskExecutor()
=======
flow = Flow("post", environment=LocalEnvironment(executor=LocalDaskExecutor()))
flow.add_task(weigh)
>>>>>>> release-0.12
