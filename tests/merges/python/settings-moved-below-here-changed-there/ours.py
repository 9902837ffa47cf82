from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def one():
    return 1


@task
def two(x):
    return x + 1


with Flow("numbers") as flow:
    two(one())

flow.storage = Docker(registry_url="r.example.com")
flow.executor = DaskExecutor(address="tcp://b:8786")

if __name__ == "__main__":
    flow.register(project_name="demo")
