from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment

with Flow("nightly", environment=LocalEnvironment(
        executor=DaskExecutor(address="tcp://scheduler:8786"), labels=["etl"])) as nightly:
    pass
hourly = Flow("hourly", schedule=None, environment=LocalEnvironment(executor=DaskExecutor(debug=True),
                                                                    labels=["etl"]))
weekly = Flow(
    "weekly", environment=LocalEnvironment(
        executor=DaskExecutor(address="tcp://scheduler:8786", name="etl"), labels=["etl"],
    ), schedule=None
)
short = Flow("short", environment=LocalEnvironment(
    executor=DaskExecutor(),
    labels=["etl"],
))
one = Flow("one", environment=LocalEnvironment(
    executor=DaskExecutor(
        address="tcp://scheduler:8786",
    ),
))
kept = Flow("kept",
            environment=LocalEnvironment(executor=DaskExecutor(), labels=["etl"]),
            schedule=None)
