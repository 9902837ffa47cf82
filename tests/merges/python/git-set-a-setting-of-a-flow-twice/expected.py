from prefect import Flow, task
from prefect.run_configs import LocalRun
from prefect.storage import Docker, Local


@task
def one():
    return 1


@task
def two(number):
    return number + 1


<<<<<<< ours
with Flow("numbers", storage=Local()) as flow:
=======
with Flow("numbers") as flow:
>>>>>>> theirs
    number = one()
    two(number)

print(flow)
print(flow.name)
<<<<<<< ours
=======

flow.storage = Docker()
>>>>>>> theirs
flow.run_config = LocalRun()
flow.register(project_name="math")
