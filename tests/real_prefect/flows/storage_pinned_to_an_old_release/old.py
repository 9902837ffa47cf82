from prefect import Flow, task
from prefect.environments.storage import Docker


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow(
    "pinned",
    storage=Docker(
        registry_url="registry.example",
        base_image="prefecthq/prefect:0.13.19-python3.8",
        python_dependencies=["prefect==0.13.19"],
        image_name="etl",
        image_tag="7",
    ),
) as flow:
    total(double.map(numbers()))
