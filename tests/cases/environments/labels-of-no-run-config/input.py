import sys

from prefect import Flow
from prefect.environments import LocalEnvironment

flow = Flow("sometimes")
if len(sys.argv) > 1:
    flow.environment = LocalEnvironment(labels=["x"])
flow.environment.labels.add("y")

other = Flow("taken-back", environment=LocalEnvironment(labels=["x"]))
other.environment.labels.add("z")
other.environment = LocalEnvironment()
other.environment.labels.add("y")


def build():
    with Flow("always", environment=LocalEnvironment(labels={"x"})) as inner:
        inner.environment.labels.discard("x")
    return inner
