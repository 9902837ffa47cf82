from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment, LocalEnvironment
from prefect.engine.executors import DaskExecutor
from prefect.environments.storage import Docker

with Flow("a-rather-long-name", environment=DaskKubernetesEnvironment(min_workers=1, max_workers=5, labels=["k8s"]), storage=Docker(registry_url="r")) as flow:
    pass

flow2 = Flow("another-long-name-of-a-flow", schedule=None, environment=LocalEnvironment(executor=DaskExecutor(address="tcp://scheduler.example.org:8786"), labels=["a"]))  # one
short = Flow("short", environment=LocalEnvironment(executor=DaskExecutor(), labels=["a"]))  # a comment that makes the line long, and longer still


def build(): return Flow("another-long-name-of-a-flow", environment=LocalEnvironment(executor=DaskExecutor(address="tcp://scheduler.example.org:8786"), labels=["aaaaaaaaaaaa"]))


flows = [
    Flow("one-of-several-with-a-long-name", environment=LocalEnvironment(executor=DaskExecutor(), labels=["a", "b"])),
]
kept = [Flow("one-of-several", environment=LocalEnvironment(executor=DaskExecutor(), labels=["a", "b"])), Flow("x")]
if flows:
	tabbed = Flow("one-of-several-with-a-long-name", environment=LocalEnvironment(executor=DaskExecutor(), labels=["a", "b"]), **{})
with \
    Flow("one", environment=LocalEnvironment(executor=DaskExecutor(local_processes=True), labels=["a", "b"])) as one, \
    open("x") as handle:
    pass
text = f"{Flow('one-of-several-with-a-long-name', environment=LocalEnvironment(executor=DaskExecutor(), labels=['a', 'b']))}"
