from prefect import Flow
from prefect.run_configs import ECSRun

flow = Flow("f")
flow.run_config = ECSRun(
    cpu="512",
    memory="1024",
    labels=["fargate"],
)
