from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun, UniversalRun

flow = Flow("x")
once = Flow("once")


def configure(new):
    if new:
        flow.run_config = KubernetesRun(image="x")
    else:
        flow.environment = LocalEnvironment(executor=DaskExecutor(), labels=["a"])


def configure_once(new):
    if new:
        once.run_config = KubernetesRun(image="x")
    else:
        once.run_config = UniversalRun(labels=["once"])


def made(new):
    fresh = Flow("fresh")
    if new:
        fresh.run_config = KubernetesRun(image="x")
    else:
        fresh.run_config = UniversalRun(labels=["fresh"])
    return fresh


configure(True)
configure(False)
configure_once(False)
made(True), made(False)
