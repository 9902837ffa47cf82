from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import KubernetesRun, UniversalRun

flow = Flow("a")
while True:
    if flow.name:
        flow.environment = LocalEnvironment(labels=["dev"])
        break
    flow.run_config = UniversalRun(labels=["x"])
flow.register("p")

def late():
    flow.run_config = KubernetesRun()

g = Flow("g", environment=LocalEnvironment(labels=["l"]))

def set_g():
    g.run_config = KubernetesRun(labels=["m"])

if __name__ == "__main__":
    set_g()
    g.register("p")
