from prefect import Flow, task
from prefect.client import Client


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


def tenant():
    client = Client()
    client.login_to_tenant(tenant_slug="us")
    return client.active_tenant_id


with Flow("tenant") as flow:
    total(numbers())
