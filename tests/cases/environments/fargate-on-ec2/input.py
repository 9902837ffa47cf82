from prefect import Flow
from prefect.environments import FargateTaskEnvironment

flow = Flow("f")
flow.environment = FargateTaskEnvironment(
    launch_type="EC2",
    networkMode="bridge",
    containerDefinitions=[{"name": "flow-container"}],
)
