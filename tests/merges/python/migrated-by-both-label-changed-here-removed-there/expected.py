from prefect import Flow, task
from prefect.executors import DaskExecutor
<<<<<<< HEAD
from prefect.run_configs import UniversalRun
=======
>>>>>>> side


@task
def load(rows):
    return len(rows)


with Flow("nightly") as flow:
    load([1])

flow.executor = DaskExecutor()
<<<<<<< HEAD
flow.run_config = UniversalRun(labels=["night", "gpu"])
=======
>>>>>>> side
