from datetime import timedelta

from prefect import Flow, task
from prefect.engine import signals
from prefect.engine.cache_validators import all_parameters
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment


@task(cache_for=timedelta(hours=1), cache_validator=all_parameters, name="look")
def look(x):
    if x > 2:
        raise signals.SKIP("big")
    return x


@task(skip_on_upstream_skip=False, checkpoint=False, log_stdout=True)
def keep(xs):
    return [x for x in xs if x is not None]


with Flow("signals", environment=LocalEnvironment(executor=LocalDaskExecutor("threads"))) as flow:
    keep(look.map([1, 2, 3]))
