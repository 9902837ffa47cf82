from prefect import Flow, Parameter, task
from prefect.utilities.tasks import unmapped


@task
def add(x, y):
    return x + y


with Flow("mapped") as flow:
    add.map([1, 2, 3], y=unmapped(Parameter("y", default=10)))
