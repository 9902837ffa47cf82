import os; from prefect.storage import Docker; import sys
from prefect import Flow; from prefect.run_configs import UniversalRun
flow = Flow("x"); flow.storage = Docker(); flow.run_config = UniversalRun(labels=["x"])
if os.environ: flow.run_config = None; print(sys.argv)
