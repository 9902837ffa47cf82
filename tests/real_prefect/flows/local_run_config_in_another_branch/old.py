from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.run_configs import UniversalRun


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


for name in ("new", "old"):
    with Flow(name) as flow:
        total(numbers())
    if name == "new":
        flow.run_config = UniversalRun(labels=["new"])
        flow.environment = None
    else:
        flow.environment = LocalEnvironment(labels=["old"])
