from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


with Flow(
    "labels-last", environment=LocalEnvironment(executor=LocalDaskExecutor(), labels=["a"])
) as one:
    total(numbers())
one.environment = LocalEnvironment(labels=["b"])

with Flow("nothing-last") as two:
    total(numbers())
two.environment = LocalEnvironment(executor=LocalDaskExecutor(), labels=["a"])
if two.tasks:
    two.environment = LocalEnvironment()

with Flow("executor-last") as three:
    total(numbers())
three.environment = LocalEnvironment(labels=["a"]); three.environment = LocalEnvironment(executor=LocalDaskExecutor())
