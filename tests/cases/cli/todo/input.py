from prefect import Flow
from prefect.environments import LocalEnvironment

if True:
    flow = Flow(
        "f",
        environment=LocalEnvironment(metadata={"image": "me/flow:1"}),
    )
