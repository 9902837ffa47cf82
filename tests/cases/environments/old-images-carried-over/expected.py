from dask_kubernetes import KubeCluster, make_pod_spec
from prefect import Flow, context
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun

IMAGE = "prefecthq/prefect:all_extras-0.12.6"
one = Flow("one", run_config=KubernetesRun(image="prefecthq/prefect:0.13.19"))
two = Flow("two", run_config=KubernetesRun(job_template_path="job.yaml", image=IMAGE))
three = Flow("three")
three.executor = DaskExecutor(
    cluster_class=lambda: KubeCluster(
        make_pod_spec(image=context.image),
        deploy_mode="local",
    ),
    adapt_kwargs={"minimum": 1, "maximum": 2},
)
three.run_config = KubernetesRun(image="prefecthq/prefect:0.14.0-python3.6")
four = Flow("four", run_config=KubernetesRun(image="company/flows:0.13.19"))
