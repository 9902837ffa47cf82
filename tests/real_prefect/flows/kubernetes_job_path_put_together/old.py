import os

from prefect import Flow, task
from prefect.environments import KubernetesJobEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


with Flow(
    "elsewhere",
    environment=KubernetesJobEnvironment(
        job_spec_file=os.path.join(os.path.dirname(__file__), "job_spec.yaml"), labels=["k8s"]
    ),
) as flow:
    total(numbers())
