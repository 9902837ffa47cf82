from importlib import import_module

from prefect import Flow, task


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


EXECUTOR = "prefect.engine.executors.SynchronousExecutor"
module, _, name = EXECUTOR.rpartition(".")
getattr(import_module(module), name)()

with Flow("string") as flow:
    total(numbers())
