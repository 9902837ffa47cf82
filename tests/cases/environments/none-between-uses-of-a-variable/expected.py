from prefect import Flow
from prefect.executors import DaskExecutor

executor = DaskExecutor()

sail = Flow("sail")
sail.executor = executor
sail.executor = None

fish = Flow("fish")
fish.executor = executor
