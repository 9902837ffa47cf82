from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.environments import KubernetesJobEnvironment
from prefect.environments.storage import S3


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow(
    "job",
    environment=KubernetesJobEnvironment(
        "job_spec.yaml",
        unique_job_name=True,
        executor=DaskExecutor(address="tcp://scheduler:8786"),
        labels=["k8s"],
        metadata={"image": "registry.example/etl:7"},
    ),
    storage=S3("flows", add_default_labels=False),
) as flow:
    total(double.map(numbers()))
