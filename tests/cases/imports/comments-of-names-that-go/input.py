from prefect.engine.result_handlers import (
    ConstantResultHandler,  # the seven
    JSONResultHandler,  # own handlers start from it
    LocalResultHandler,  # in /tmp
)
from prefect.environments import (  # until the agents are new
    LocalEnvironment,  # for labels
)
from prefect.environments.storage import (
    Docker,  # images
    Storage,  # for the types
)
from prefect import Flow, task


@task(result_handler=ConstantResultHandler(7))
def seven():
    return 7


@task(result_handler=LocalResultHandler("/tmp"))
def eight():
    return 8


class Handler(JSONResultHandler):
    pass


flow = Flow("kept", environment=LocalEnvironment(labels=["a"]), storage=Docker())


def kind(storage: Storage) -> str:
    return type(storage).__name__
