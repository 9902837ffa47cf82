from prefect import Flow, task
from prefect.engine.state import Failed, Success
from prefect.environments import LocalEnvironment
from prefect.utilities.notifications import slack_notifier


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


def watch(flow, old, new):
    return new


def on_failure(flow, state):
    print("failed")


with Flow(
    "handlers",
    state_handlers=[watch],
    on_failure=on_failure,
    environment=LocalEnvironment(labels=["x"]),
) as flow:
    total(double.map(numbers()))
