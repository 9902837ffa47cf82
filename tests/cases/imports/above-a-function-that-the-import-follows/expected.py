def configure(flow):
    flow.run_config = UniversalRun(labels=["late"])


import prefect
from prefect.run_configs import UniversalRun

flow = prefect.Flow("late")
configure(flow)
