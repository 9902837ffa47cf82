from prefect import Flow, task
from prefect.utilities.configuration import set_temporary_config



@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


with Flow("register") as flow:
    total(numbers())

with set_temporary_config({"backend": "server"}):
    flow.register(no_url=True)
