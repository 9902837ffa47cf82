import os; from prefect.environments.storage import Docker; import sys
from prefect import Flow; from prefect.environments import LocalEnvironment
flow = Flow("x"); flow.storage = Docker(); flow.environment = LocalEnvironment(labels=["x"])
if os.environ: flow.environment = LocalEnvironment(); print(sys.argv)
