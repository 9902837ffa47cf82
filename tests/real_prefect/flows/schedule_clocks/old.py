import pendulum
from prefect import Flow, Parameter, task
from prefect.schedules import Schedule
from prefect.schedules.clocks import CronClock
from prefect.environments.storage import Local

schedule = Schedule(
    clocks=[
        CronClock("0 6 * * *", start_date=pendulum.datetime(2031, 1, 1), parameter_defaults={"n": 2})
    ]
)


@task
def show(n):
    return n


with Flow("clocks", schedule=schedule, storage=Local("/tmp")) as flow:
    show(Parameter("n", default=1))
