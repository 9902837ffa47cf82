from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Docker


@task(
    max_retries=0,  # never again
    # no handler here
    result_handler=None,  # on purpose
)
def one():
    return 1


first = Flow(
    "first",
    None,
    # no environment
    None,  # and none
    None,  # nor a schedule
    Docker(registry_url="registry.example"),  # images
)
second = Flow(
    "second",  # a name
    # the old way
    environment=None,  # not used
)
third = Flow(
    "third",
    environment=LocalEnvironment(
        labels=["a"],  # where
    ),  # deployed only
    run_config=None,  # unknown to the old one
)
