from prefect import Flow, task
from prefect.agent.fargate import FargateAgent


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


with Flow("agent") as flow:
    total(numbers())

print(issubclass(FargateAgent, object))
