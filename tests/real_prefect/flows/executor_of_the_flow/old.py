from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.run_configs import KubernetesRun


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
    "mixed",
    executor=LocalDaskExecutor(),
    run_config=KubernetesRun(image="registry.example/etl:7", labels=["k8s"]),
) as flow:
    total(double.map(numbers()))
