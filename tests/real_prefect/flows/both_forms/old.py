from prefect import Flow, task

try:
    from prefect.storage import GCS
except ImportError:
    from prefect.environments.storage import GCS


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("both", storage=GCS("flows", add_default_labels=False)) as flow:
    total(double.map(numbers()))
