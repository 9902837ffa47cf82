from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
from ours import schedule, storage

env = LocalEnvironment(executor=LocalDaskExecutor(), labels=["etl"])
one = [Flow("every-night", storage=storage, schedule=schedule.every_night(hour=3), environment=env)]
several = [Flow("every-night", storage=storage, environment=env), Flow("hourly", environment=env)]  # all
by_name = {"nightly": Flow("every-night", storage=storage, schedule=schedule, environment=env), "none": None}
(alone,) = (Flow("every-night", storage=storage, schedule=schedule.every_night(3), environment=env),)
short = [Flow("short", environment=env)]
first, second = Flow("every-night", storage=storage, schedule=schedule, environment=env), Flow("b")
looked_up = by_name[Flow("every-night", storage=storage, schedule=schedule, environment=env).name]
made = [Flow(f"every-night-{n}", storage=storage, schedule=schedule, environment=env) for n in "ab"]
