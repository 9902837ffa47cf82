from datetime import timedelta

import pendulum
from prefect import Flow, task
from prefect.schedules import CronSchedule, IntervalSchedule, UnionSchedule

start = pendulum.datetime(2031, 1, 1)
daily = IntervalSchedule(start_date=start, interval=timedelta(days=1))
schedule = UnionSchedule([daily, CronSchedule("0 12 * * 1", start_date=start)])


@task
def one():
    return 1


with Flow("often", schedule) as flow:
    one()
