from prefect import Flow, Parameter, case, task
from prefect.environments import LocalEnvironment
from prefect.tasks.control_flow import merge, switch


@task
def pick():
    return "b"


@task
def a():
    return "A"


@task
def b():
    return "B"


with Flow("choices", environment=LocalEnvironment(labels=["x"])) as flow:
    switch(pick(), {"a": a(), "b": b()})
    with case(Parameter("go", default=True), True):
        left = a()
    with case(Parameter("stop", default=False), True):
        right = b()
    merge(left, right)
