from prefect import Flow
from prefect.run_configs import ECSRun

flow = Flow("f")
flow.run_config = ECSRun(
    task_definition={
        "networkMode": "bridge",
        "containerDefinitions": [{"name": "flow"}],
        "requiresCompatibilities": ["EC2"],
    },
    run_task_kwargs={"launchType": "EC2"},
)
