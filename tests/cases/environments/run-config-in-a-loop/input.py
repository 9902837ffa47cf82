from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import DockerRun, KubernetesRun, UniversalRun

first = Flow("first")
for image in ("a", "b"):
    first.run_config = DockerRun(image=image)
    break
first.environment = LocalEnvironment(labels=["x"])

second = Flow("second")
while True:
    second.run_config = KubernetesRun()
    break
second.environment = LocalEnvironment(labels=["x"])


def build_all(names):
    for name in names:
        flow = Flow(name)
        if name == "docker":
            flow.run_config = DockerRun()
            continue
        flow.environment = LocalEnvironment(labels=["x"])


def build(wanted):
    flow = Flow("third")
    if wanted: flow.run_config = UniversalRun(); return flow
    flow.environment = LocalEnvironment(labels=["x"])
    return flow
