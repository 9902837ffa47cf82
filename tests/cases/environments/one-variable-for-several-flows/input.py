from prefect import Flow
from prefect.environments import LocalEnvironment, KubernetesJobEnvironment
from prefect.engine.executors import LocalDaskExecutor

# Shared by all flows here.
ENV = LocalEnvironment(
    executor=LocalDaskExecutor(scheduler="threads", num_workers=8),
    labels=["shared"],
)

one = Flow("one", environment=ENV)
two = Flow("two")
two.environment = ENV


def three():
    flow = Flow("three")
    flow.environment = ENV
    return flow
