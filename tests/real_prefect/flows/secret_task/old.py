import os

from prefect import Flow, context, task
from prefect.tasks.secrets import EnvVarSecret, Secret

os.environ["WORD"] = "xyzzy"
context.setdefault("secrets", {})["TOKEN"] = "t"


@task
def size(a, b):
    return len(a) + len(b)


with Flow("secrets") as flow:
    size(Secret("TOKEN"), EnvVarSecret("WORD"))
