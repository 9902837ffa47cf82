from prefect import Flow, task
from prefect.tasks.kubernetes import RunNamespacedJob


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


job = RunNamespacedJob(body={"metadata": {"name": "x"}}, job_status_pool_interval=7)
with Flow("job") as flow:
    total(numbers())
    job()

assert 7 in vars(job).values()
