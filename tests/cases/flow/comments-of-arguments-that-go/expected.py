from prefect import Flow, task
from prefect.run_configs import UniversalRun
from prefect.storage import Docker


# no handler here
# on purpose
@task(
    max_retries=0,  # never again
)
def one():
    return 1


# and none
# nor a schedule
first = Flow(
    "first",
    None,
    # no environment
    storage=Docker(registry_url="registry.example"),  # images
)
# the old way
# not used
second = Flow(
    "second",  # a name
)
# unknown to the old one
third = Flow(
    "third",
    run_config=UniversalRun(
        labels=["a"],  # where
    ),  # deployed only
)
