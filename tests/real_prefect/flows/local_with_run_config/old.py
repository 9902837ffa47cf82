from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.run_configs import UniversalRun


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow(
    "both",
    run_config=UniversalRun(labels=["new"]),
    environment=LocalEnvironment(labels=["old"]),
) as flow:
    total(double.map(numbers()))
