import pendulum
from prefect import Flow, task
from prefect.schedules import OneTimeSchedule


@task
def one():
    return 1


with Flow("once", schedule=OneTimeSchedule(start_date=pendulum.datetime(2031, 5, 1))) as flow:
    one()
