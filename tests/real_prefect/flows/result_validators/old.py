from prefect import Flow, task
from prefect.engine.results import LocalResult


@task(result=LocalResult(validators=[bool]))
def one():
    return 1


with Flow("checked") as flow:
    one()
