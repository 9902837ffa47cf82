from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment, FargateTaskEnvironment, LocalEnvironment
from prefect.environments.storage import Docker

storage = Docker(registry_url="registry")

environment = FargateTaskEnvironment(
    cpu="256",
    memory="512",
    networkConfiguration={
        "awsvpcConfiguration": {
            "assignPublicIp": "ENABLED",
            "subnets": ["subnet-1", "subnet-2"],
        }
    },
    containerDefinitions=[{
        "name": "flow",
        "logConfiguration": {"logDriver": "awslogs"},
    }],
    labels=["fargate"],
)
with Flow("fargate", environment=environment, storage=storage) as flow:
    pass

if storage:
    flow.environment = DaskKubernetesEnvironment(
        min_workers=2,
        max_workers=8,
        labels=["prod", "k8s"],
    )
else:
    flow.environment = DaskKubernetesEnvironment(min_workers=2, max_workers=8, labels=["prod", "k8s"])

flow = Flow(
    "kubernetes",
    environment=DaskKubernetesEnvironment(
        min_workers=1,
    ),
)
flow.environment = LocalEnvironment(
    labels=["a"],
)
