from prefect import Flow
from prefect.environments import LocalEnvironment

env = LocalEnvironment(labels=[c for c in "ab"])
flow = Flow("f", environment=env)
