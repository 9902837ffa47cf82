from datetime import timedelta

from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Local
from prefect.schedules import IntervalSchedule

import pendulum


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


schedule = IntervalSchedule(start_date=pendulum.datetime(2021, 1, 1), interval=timedelta(days=1))
flow = Flow("positions", schedule, None, LocalEnvironment(labels=["x"]), None, Local("/tmp"))

with flow:
    total(double.map(numbers()))
