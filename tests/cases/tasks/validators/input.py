from prefect import Flow, task
from prefect.engine.results import LocalResult, PrefectResult
from prefect.engine.result import Result


@task(result=LocalResult(dir="/tmp", validators=[bool]))
def one():
    return 1


checked = Result(1, run_validators=False)
plain = PrefectResult(location="x", validate=True)
