from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from prefect.run_configs import KubernetesRun

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
        once.environment = LocalEnvironment(labels=["once"])


def made(new):
    fresh = Flow("fresh")
    if new:
        fresh.run_config = KubernetesRun(image="x")
    else:
        fresh.environment = LocalEnvironment(labels=["fresh"])
    return fresh


configure(True)
configure(False)
configure_once(False)
made(True), made(False)
