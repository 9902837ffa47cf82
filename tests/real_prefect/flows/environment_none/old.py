from prefect import Flow, task


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("no environment", environment=None) as flow:
    total(double.map(numbers()))

flow.environment = None
