from prefect import Flow
from prefect.environments import FargateTaskEnvironment
from prefect.environments.storage import S3

flow = Flow(
    "x",
    storage=S3("x", add_default_labels=False),
    environment=FargateTaskEnvironment(
        cpu="256",
        memory="512",
        containerDefinitions=[
            {
                "name": "flow-container",
                "image": "image",  # any
                "command": [],  # set by Prefect
                "essential": True,  # kept
            },
            {"name": "sidecar", "image": "us/sidecar:1", "command": ["serve"]},
        ],
    ),
)
last = Flow(
    "y",
    environment=FargateTaskEnvironment(
        containerDefinitions=[{
            "essential": True,  # kept
            "image": "us/etl",  # gone
        }],  # containers
    ),
)
