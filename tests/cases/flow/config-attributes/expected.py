import prefect
from prefect import Flow, config

prefect.config.cloud.send_flow_run_logs = False
config.cloud.auth_token = "secret"
config.cloud.agent.auth_token = "secret"
if prefect.config.cloud.send_flow_run_logs:
    print(config.cloud.graphql, config.cloud.api, config.logging.level)
config.engine.executor.dask.address = "local"
config.engine.executor.dask.address = "tcp://scheduler:8786"
prefect.config.flows.checkpointing = True


class Other:
    def __init__(self, config):
        config.cloud.auth_token = "theirs"


flow = Flow("x")
