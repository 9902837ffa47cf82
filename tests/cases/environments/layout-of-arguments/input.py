from prefect import Flow
from prefect.engine.executors import DaskExecutor, LocalDaskExecutor
from prefect.environments import (
    DaskKubernetesEnvironment,
    KubernetesJobEnvironment,
    LocalEnvironment,
    RemoteDaskEnvironment,
)

nightly = Flow("nightly")
# where it runs
nightly.environment = KubernetesJobEnvironment(
    job_spec_file="job.yaml",
    # only these agents
    labels=["prod"],
    metadata={
        # built on Mondays
        "image": "registry/etl:2",
    },
)
hourly = Flow(
    "hourly",
    environment=LocalEnvironment(
        executor=DaskExecutor(
            "tcp://dask:8786",
            # the client waits
            timeout=20,  # seconds
            name="hourly",
        ),  # the big cluster
    ),
)
remote = Flow("remote", environment=RemoteDaskEnvironment(
    address="tcp://dask:8786",  # in the cluster
    executor_kwargs={"debug": True},
))
if remote:
    workers = Flow(
        "workers",
        environment=DaskKubernetesEnvironment(
            work_stealing=False,  # not now
            min_workers=1,  # one is enough
            max_workers=8,
        ),
        schedule=None,
    )
sums = Flow("sums")
sums.environment = LocalEnvironment(
    executor=LocalDaskExecutor("threads",
                               num_workers=4),
    labels=[
        "a",  # the first
        """b
           c""",
    ]
)
