from prefect import Flow
from prefect.environments import LocalEnvironment

if True:
    # TODO(prefect-migrate): PM203 only the agent's own run config takes an image
    flow = Flow(
        "f",
        environment=LocalEnvironment(metadata={"image": "me/flow:1"}),
    )
