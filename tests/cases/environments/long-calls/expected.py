from dask_kubernetes import KubeCluster, make_pod_spec
from prefect import Flow, context
from prefect.environments import LocalEnvironment
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun, UniversalRun
from prefect.storage import Docker

with Flow(
    "a-rather-long-name",
    executor=DaskExecutor(
        cluster_class=lambda: KubeCluster(
            make_pod_spec(image=context.image),
            deploy_mode="local",
        ),
        adapt_kwargs={"minimum": 1, "maximum": 5},
    ),
    run_config=KubernetesRun(labels=["k8s"]),
    storage=Docker(registry_url="r"),
) as flow:
    pass

flow2 = Flow("another-long-name-of-a-flow", schedule=None, executor=DaskExecutor(address="tcp://scheduler.example.org:8786"), run_config=UniversalRun(labels=["a"]))  # one
short = Flow("short", executor=DaskExecutor(), run_config=UniversalRun(labels=["a"]))  # a comment that makes the line long, and longer still


def build(): return Flow("another-long-name-of-a-flow", executor=DaskExecutor(address="tcp://scheduler.example.org:8786"), run_config=UniversalRun(labels=["aaaaaaaaaaaa"]))


flows = [
    Flow("one-of-several-with-a-long-name", executor=DaskExecutor(), run_config=UniversalRun(labels=["a", "b"])),
]
kept = [Flow("one-of-several", executor=DaskExecutor(), run_config=UniversalRun(labels=["a", "b"])), Flow("x")]
if flows:
	tabbed = Flow("one-of-several-with-a-long-name", environment=LocalEnvironment(executor=DaskExecutor(), labels=["a", "b"]), **{})
with \
    Flow(
        "one",
        executor=DaskExecutor(cluster_kwargs={"processes": True}),
        run_config=UniversalRun(labels=["a", "b"]),
    ) as one, \
    open("x") as handle:
    pass
text = f"{Flow('one-of-several-with-a-long-name', executor=DaskExecutor(), run_config=UniversalRun(labels=['a', 'b']))}"
