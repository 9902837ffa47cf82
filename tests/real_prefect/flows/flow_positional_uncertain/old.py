from prefect import Flow, task
from prefect.environments.storage import Local


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


def storage():
    return Local(add_default_labels=False)


with Flow("positional", None, None, storage()) as flow:
    total(numbers())
