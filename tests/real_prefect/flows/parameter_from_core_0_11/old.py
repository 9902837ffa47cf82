from prefect import Flow, task
from prefect.core.task import Parameter


@task
def double(x):
    return 2 * x


with Flow("parameters") as flow:
    x = Parameter("x", default=4)
    double(x)
    double(Parameter("y", default="a", required=False))
