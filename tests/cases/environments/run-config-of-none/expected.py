from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import UniversalRun

first = Flow("first", environment=LocalEnvironment(labels=["a"]))
first.run_config = None

second = Flow("second")
second.run_config = None
second.run_config = UniversalRun(labels=["b"])
