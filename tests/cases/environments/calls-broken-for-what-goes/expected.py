from prefect import Flow
from prefect.executors import DaskExecutor
from prefect.run_configs import UniversalRun

with Flow(
    "nightly",
    executor=DaskExecutor(address="tcp://scheduler:8786"),
    run_config=UniversalRun(labels=["etl"]),
) as nightly:
    pass
hourly = Flow(
    "hourly",
    schedule=None,
    executor=DaskExecutor(debug=True),
    run_config=UniversalRun(labels=["etl"]),
)
weekly = Flow(
    "weekly",
    executor=DaskExecutor(
        address="tcp://scheduler:8786",
        client_kwargs={"name": "etl"},
    ),
    run_config=UniversalRun(labels=["etl"]),
    schedule=None,
)
short = Flow("short", executor=DaskExecutor(), run_config=UniversalRun(labels=["etl"]))
one = Flow("one", executor=DaskExecutor(
    address="tcp://scheduler:8786",
))
kept = Flow("kept",
            executor=DaskExecutor(),
            run_config=UniversalRun(labels=["etl"]),
            schedule=None)
