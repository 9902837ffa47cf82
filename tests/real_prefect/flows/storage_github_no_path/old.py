from prefect import Flow, task
from prefect.environments.storage import GitHub


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


GitHub("us/flows", add_default_labels=False)

with Flow("path") as flow:
    total(numbers())
