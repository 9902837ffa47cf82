"""Run configs of other flows, and of flows made anew: the environment of each is its own."""
from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import KubernetesRun, UniversalRun

for name in ["a", "b"]:
    flow = Flow(name)
    if name == "a":
        flow.run_config = KubernetesRun(image="x:1")
        continue
    flow.run_config = UniversalRun(labels=["dev"])


def build(name):
    flow = Flow(name)
    flow.run_config = UniversalRun(labels=[name])
    return flow


def configure(flow):
    flow.run_config = UniversalRun(labels=["x"])
    return flow


class Pipeline:
    def __init__(self):
        self.flow = Flow("p")
        self.flow.run_config = UniversalRun(labels=["p"])


class Other:
    def configure(self, flow):
        self.flow = flow
        self.flow.run_config = KubernetesRun()


class Both:
    def __init__(self):
        self.flow = Flow("both", environment=LocalEnvironment(labels=["b"]))

    def on_kubernetes(self):
        self.flow.run_config = KubernetesRun()
