from prefect import Flow, task
from prefect.environments.storage import Webhook


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=Webhook(
        build_request_kwargs={"url": "https://files.example/upload"},
        build_request_http_method="POST",
        get_flow_request_kwargs={"url": "https://files.example/etl"},
        get_flow_request_http_method="GET",
    )) as flow:
    total(double.map(numbers()))
