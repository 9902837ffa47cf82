import sys

from prefect import Flow
from prefect.run_configs import UniversalRun

flow = Flow("sometimes")
if len(sys.argv) > 1:
    flow.run_config = UniversalRun(labels=["x"])
flow.environment.labels.add("y")

other = Flow("taken-back", run_config=UniversalRun(labels=["x"]))
other.run_config.labels.add("z")
other.run_config = None
other.environment.labels.add("y")


def build():
    with Flow("always", run_config=UniversalRun(labels={"x"})) as inner:
        inner.run_config.labels.discard("x")
    return inner
