from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.engine.executors import DaskExecutor
from prefect.run_configs import UniversalRun

flow = Flow("x", run_config=UniversalRun(labels=["a"]), environment=LocalEnvironment(executor=DaskExecutor("x")))

def main():
    flow.run_config = None
    flow.register("p")

other = Flow("y", run_config=UniversalRun())
other.run_config = None
other.environment = LocalEnvironment(labels=["b"])
third = Flow("z")
third.environment = LocalEnvironment(labels=["b"])
third.run_config = None
third.environment = None
