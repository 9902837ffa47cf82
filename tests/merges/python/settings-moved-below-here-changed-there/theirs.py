from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def one():
    return 1


@task
def two(x):
    return x + 1


with Flow(
    "numbers",
    storage=Docker(registry_url="r.example.com", image_name="numbers"),
    executor=DaskExecutor(address="tcp://a:8786"),
) as flow:
    two(one() )

if __name__ == "__main__":
    flow.register("demo")
