from prefect import Flow
from prefect.environments import FargateTaskEnvironment

flow = Flow("f")
flow.environment = FargateTaskEnvironment(
    aws_access_key_id="AK",
    aws_secret_access_key=SECRET,
    region_name=REGION,
    cpu="512",
    memory="1024",
    colour="blue",
    labels=["fargate"],
)
