import csv

from prefect import Flow, task
<<<<<<< HEAD
from prefect.engine.executors import LocalDaskExecutor
=======
from prefect.executors import LocalDaskExecutor
>>>>>>> upstream


@task
def rows(path):
<<<<<<< HEAD
    with open(path, newline="") as file:  # the reader splits lines itself
        return list(csv.reader(file))
=======
    with open(path, newline="") as file:
        return list(csv.reader(file))
>>>>>>> upstream


with Flow("rows") as flow:
    rows("orders.csv")

<<<<<<< HEAD
flow.run(executor=LocalDaskExecutor(num_workers=2))
=======
flow.run(executor=LocalDaskExecutor(num_workers=8))
>>>>>>> upstream
