from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment

environment = LocalEnvironment(executor=DaskExecutor())

sail = Flow("sail")
sail.environment = environment
sail.environment = None

fish = Flow("fish")
fish.environment = environment
