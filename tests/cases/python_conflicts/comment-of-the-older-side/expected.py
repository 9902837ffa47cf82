import csv

from prefect import Flow, task
from prefect.executors import LocalDaskExecutor


@task
def rows(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


with Flow("rows") as flow:
    rows("orders.csv")

<<<<<<< HEAD
flow.run(executor=LocalDaskExecutor(num_workers=2))
=======
flow.run(executor=LocalDaskExecutor(num_workers=8))
>>>>>>> upstream
