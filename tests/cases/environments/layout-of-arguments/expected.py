from dask_kubernetes import KubeCluster, make_pod_spec
from prefect import Flow, context
from prefect.executors import DaskExecutor, LocalDaskExecutor
from prefect.run_configs import KubernetesRun, UniversalRun

nightly = Flow("nightly")
# where it runs
nightly.run_config = KubernetesRun(
    job_template_path="job.yaml",
    # built on Mondays
    image="registry/etl:2",
    # only these agents
    labels=["prod"],
)
hourly = Flow(
    "hourly",
    executor=DaskExecutor(
        "tcp://dask:8786",
        client_kwargs={
            # the client waits
            "timeout": 20,  # seconds
            "name": "hourly",
        },
    ),  # the big cluster
)
remote = Flow("remote", executor=DaskExecutor(
    address="tcp://dask:8786",  # in the cluster
    debug=True,
))
if remote:
    # not now
    workers = Flow(
        "workers",
        executor=DaskExecutor(
            cluster_class=lambda: KubeCluster(
                make_pod_spec(image=context.image),
                deploy_mode="local",
            ),
            adapt_kwargs={
                "minimum": 1,  # one is enough
                "maximum": 8,
            },
        ),
        run_config=KubernetesRun(env={
            "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "False",
        }),
        schedule=None,
    )
sums = Flow("sums")
sums.executor = LocalDaskExecutor("threads",
                                  num_workers=4)
sums.run_config = UniversalRun(labels=[
    "a",  # the first
    """b
           c""",
])
