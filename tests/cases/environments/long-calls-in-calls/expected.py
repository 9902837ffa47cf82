from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun
from ours import main, registry, schedule, storage


class Flows:
    executor = LocalDaskExecutor()
    run_config = UniversalRun(labels=["etl"])
    flows = []
    flows.append(
        Flow(
            "every-night",
            storage=storage,
            schedule=schedule.nightly,
            executor=executor,
            run_config=run_config,
        )
    )
    flows.extend(
        [
            Flow("every-night", executor=executor, run_config=run_config),
            Flow("every-morning-at-six", executor=executor, run_config=run_config),
        ]
    )


def build(name):
    settings_executor = LocalDaskExecutor()
    settings_run_config = UniversalRun(labels=[name])
    main(
        Flow(
            "every-night",
            storage=storage,
            schedule=schedule,
            executor=settings_executor,
            run_config=settings_run_config,
        )
    ).run()
    registry.add(
        name,
        Flow(
            "every-night",
            storage=storage,
            executor=settings_executor,
            run_config=settings_run_config,
        ),
        project_name="p",
    )
    registry.add(
        registry.checked(
            Flow(
                "every-night-again",
                storage=storage,
                schedule=schedule,
                executor=settings_executor,
                run_config=settings_run_config,
            )
        ),
        1,
    )
    return registry.later(
        lambda: Flow(
            "every-night",
            storage=storage,
            executor=settings_executor,
            run_config=settings_run_config,
            result=None,
        )
    )
