<<<<<<< HEAD
import prefect as pf
=======
import prefect
>>>>>>> topic
from prefect import Flow, task


@task
def log():
<<<<<<< HEAD
    pf.context.get("logger").info("hello")
=======
    prefect.context.get("logger").info("hello")
>>>>>>> topic


with Flow("log") as flow:
    log()

print(prefect.__version__)
