from prefect import Flow
from prefect.run_configs import ECSRun
from prefect.storage import S3

# any
# set by Prefect
flow = Flow(
    "x",
    storage=S3("x", add_default_labels=False),
    run_config=ECSRun(task_definition={
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [
            {
                "name": "flow",
                "essential": True,  # kept
            },
            {"name": "sidecar", "image": "us/sidecar:1", "command": ["serve"]},
        ],
    }),
)
# gone
last = Flow(
    "y",
    run_config=ECSRun(task_definition={
        "containerDefinitions": [{
            "name": "flow",
            "essential": True,  # kept
        }],  # containers
    }),
)
