<<<<<<< HEAD
from prefect import Flow, case, task
=======
from prefect import Flow, task, unmapped
>>>>>>> topic


@task
def add(x, y):
    return x + y


with Flow("sum") as flow:
    add.map([1, 2], unmapped(3))
