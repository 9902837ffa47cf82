import os

from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import KubernetesJobEnvironment, LocalEnvironment

# The machine at night
NIGHT_ENV = LocalEnvironment(
    labels=["night"],  # as the agent's
    executor=LocalDaskExecutor(num_workers=6),
)
day = LocalEnvironment(labels=["day"])
executor = "taken"


def flows():
    environment = KubernetesJobEnvironment("job.yaml")  # small
    return Flow("small", environment=environment)


one = Flow("one", environment=NIGHT_ENV)
two = Flow("two", environment=NIGHT_ENV)
three = Flow("three")
three.environment = day
