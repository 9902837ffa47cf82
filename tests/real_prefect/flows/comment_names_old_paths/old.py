from prefect import Flow, task



@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


# before: prefect.environments.LocalEnvironment and prefect.engine.executors.DaskExecutor
with Flow("comment") as flow:
    total(numbers())
