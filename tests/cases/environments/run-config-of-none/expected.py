from prefect import Flow
from prefect.environments import LocalEnvironment

first = Flow("first", environment=LocalEnvironment(labels=["a"]))
first.run_config = None

second = Flow("second")
second.run_config = None
second.environment = LocalEnvironment(labels=["b"])
