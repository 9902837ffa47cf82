from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def one():
    return 1


@task
def two(x):
    return x + 1


<<<<<<< HEAD
with Flow("numbers") as flow:
    two(one())

flow.storage = Docker(registry_url="r.example.com")
flow.executor = DaskExecutor(address="tcp://b:8786")
=======
with Flow(
    "numbers",
    storage=Docker(registry_url="r.example.com", image_name="numbers"),
    executor=DaskExecutor(address="tcp://a:8786"),
) as flow:
    two(one() )
>>>>>>> topic

if __name__ == "__main__":
    flow.register(project_name="demo")
