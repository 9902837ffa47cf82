from prefect.schedules import CronSchedule, OneTimeSchedule, UnionSchedule
from prefect import Flow

flow = Flow("x", schedule=CronSchedule("0 3 * * *"))
