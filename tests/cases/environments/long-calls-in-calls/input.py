from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
from ours import main, registry, schedule, storage


class Flows:
    env = LocalEnvironment(executor=LocalDaskExecutor(), labels=["etl"])
    flows = []
    flows.append(Flow("every-night", storage=storage, schedule=schedule.nightly, environment=env))
    flows.extend([Flow("every-night", environment=env), Flow("every-morning-at-six", environment=env)])


def build(name):
    settings = LocalEnvironment(executor=LocalDaskExecutor(), labels=[name])
    main(Flow("every-night", storage=storage, schedule=schedule, environment=settings)).run()
    registry.add(name, Flow("every-night", storage=storage, environment=settings), project_name="p")
    registry.add(registry.checked(Flow("every-night-again", storage=storage, schedule=schedule, environment=settings)), 1)
    return registry.later(lambda: Flow("every-night", storage=storage, environment=settings, result=None))
