from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import KubernetesJobEnvironment
from prefect.environments.storage import Docker


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


environment = KubernetesJobEnvironment(
    job_spec_file="job_spec.yaml", executor=LocalDaskExecutor(), labels=["k8s"]
)

with Flow(
    "job",
    environment=environment,
    storage=Docker(registry_url="registry.example", image_name="etl", image_tag="7"),
) as flow:
    total(double.map(numbers()))
