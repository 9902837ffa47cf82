from prefect import Flow, context, task
from prefect.client import Secret
from prefect.environments.storage import Local

context.setdefault("secrets", {})["TOKEN"] = "t"


@task
def size():
    return len(Secret("TOKEN").get())


with Flow("client", storage=Local("/tmp")) as flow:
    size()
