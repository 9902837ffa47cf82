from dask_kubernetes import KubeCluster, make_pod_spec
from prefect import Flow, context
from prefect.executors import DaskExecutor
from prefect.run_configs import ECSRun, KubernetesRun, UniversalRun
from prefect.storage import Docker

storage = Docker(registry_url="registry")

run_config = ECSRun(
    task_definition={
        "cpu": "256",
        "memory": "512",
        "containerDefinitions": [{
            "name": "flow",
            "logConfiguration": {"logDriver": "awslogs"},
        }],
    },
    run_task_kwargs={
        "networkConfiguration": {
            "awsvpcConfiguration": {
                "assignPublicIp": "ENABLED",
                "subnets": ["subnet-1", "subnet-2"],
            }
        },
    },
    labels=["fargate"],
)
with Flow("fargate", run_config=run_config, storage=storage) as flow:
    pass

if storage:
    flow.executor = DaskExecutor(
        cluster_class=lambda: KubeCluster(
            make_pod_spec(image=context.image),
            deploy_mode="local",
        ),
        adapt_kwargs={"minimum": 2, "maximum": 8},
    )
    flow.run_config = KubernetesRun(labels=["prod", "k8s"])
else:
    flow.executor = DaskExecutor(
        cluster_class=lambda: KubeCluster(
            make_pod_spec(image=context.image),
            deploy_mode="local",
        ),
        adapt_kwargs={"minimum": 2, "maximum": 8},
    )
    flow.run_config = KubernetesRun(labels=["prod", "k8s"])

flow = Flow(
    "kubernetes",
    executor=DaskExecutor(
        cluster_class=lambda: KubeCluster(
            make_pod_spec(image=context.image),
            deploy_mode="local",
        ),
        adapt_kwargs={"minimum": 1, "maximum": 2},
    ),
    run_config=KubernetesRun(),
)
flow.executor = None
flow.run_config = UniversalRun(labels=["a"])
