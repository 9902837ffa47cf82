from prefect import Flow, task
from prefect.run_configs import LocalRun
from prefect.storage import Docker, Local


@task
def one():
    return 1


@task
def two(number):
    return number + 2  # the next


with Flow("numbers") as flow:
    number = one()
    two(number)

print(flow)
print(flow.name)

flow.run_config = LocalRun()
flow.register(project_name="math")
