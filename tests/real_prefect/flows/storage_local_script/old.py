from prefect import Flow, task
from prefect.environments.storage import Local


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=Local(path="/srv/flows/etl.py", stored_as_script=True)) as flow:
    total(double.map(numbers()))
