from prefect import Flow, task
from prefect.engine.result import Result


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


with Flow("safe") as flow:
    total(numbers())

print(Result(1).safe_value)
