from prefect import Flow, case, task, unmapped


@task
def add(x, y):
    return x + y


with Flow("sum") as flow:
    add.map([1, 2], unmapped(3))
