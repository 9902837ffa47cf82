from prefect import Flow
from prefect.environments import LocalEnvironment

environment = LocalEnvironment(labels=["a"])
flow = Flow("one", environment=environment)
print(environment.labels)
