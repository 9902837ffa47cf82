from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun
from ours import schedule, storage

executor = LocalDaskExecutor()
run_config = UniversalRun(labels=["etl"])
one = [
    Flow(
        "every-night",
        storage=storage,
        schedule=schedule.every_night(hour=3),
        executor=executor,
        run_config=run_config,
    )
]
several = [
    Flow("every-night", storage=storage, executor=executor, run_config=run_config),
    Flow("hourly", executor=executor, run_config=run_config),
]  # all
by_name = {
    "nightly": Flow(
        "every-night",
        storage=storage,
        schedule=schedule,
        executor=executor,
        run_config=run_config,
    ),
    "none": None,
}
(alone,) = (
    Flow(
        "every-night",
        storage=storage,
        schedule=schedule.every_night(3),
        executor=executor,
        run_config=run_config,
    ),
)
short = [Flow("short", executor=executor, run_config=run_config)]
first, second = Flow("every-night", storage=storage, schedule=schedule, executor=executor, run_config=run_config), Flow("b")
looked_up = by_name[Flow("every-night", storage=storage, schedule=schedule, executor=executor, run_config=run_config).name]
made = [
    Flow(
        f"every-night-{n}",
        storage=storage,
        schedule=schedule,
        executor=executor,
        run_config=run_config,
    )
    for n in "ab"
]
