import prefect as pf
import prefect
from prefect import Flow, task


@task
def log():
    pf.context.get("logger").info("hello")


with Flow("log") as flow:
    log()

print(prefect.__version__)
