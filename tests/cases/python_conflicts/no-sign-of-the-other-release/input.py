from prefect import Flow, task

<<<<<<< HEAD
from prefect.engine.executors import LocalDaskExecutor
=======
from ourlib.executors import LocalDaskExecutor
>>>>>>> partner


@task
def load():
    return 1


with Flow("load") as flow:
    load()

flow.run(executor=LocalDaskExecutor())
