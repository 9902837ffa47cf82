# the seven
# in /tmp
from prefect.engine.result_handlers import (
    JSONResultHandler,  # own handlers start from it
)
from prefect.engine.results import ConstantResult, LocalResult
# until the agents are new
# for labels
from prefect.run_configs import UniversalRun
from prefect.storage import (
    Docker,  # images
    Storage,  # for the types
)
from prefect import Flow, task


@task(result=ConstantResult(value=7))
def seven():
    return 7


@task(result=LocalResult("/tmp"))
def eight():
    return 8


class Handler(JSONResultHandler):
    pass


flow = Flow("kept", run_config=UniversalRun(labels=["a"]), storage=Docker())


def kind(storage: Storage) -> str:
    return type(storage).__name__
