from dask_kubernetes import KubeCluster, make_pod_spec
from prefect import Flow, context
from prefect.executors import DaskExecutor, LocalExecutor
from prefect.run_configs import KubernetesRun

with Flow("job", run_config=KubernetesRun(job_template_path="job.yaml")) as job:
    pass
pods = Flow(
    "pods",
    executor=DaskExecutor(
        cluster_class=lambda: KubeCluster(
            make_pod_spec(image=context.image),
            deploy_mode="local",
        ),
        adapt_kwargs={"minimum": 1, "maximum": 3},
    ),
    run_config=KubernetesRun(),
)
far = Flow("far")
far.executor = LocalExecutor()
