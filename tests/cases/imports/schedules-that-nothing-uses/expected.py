from prefect.schedules import CronSchedule
from prefect import Flow

flow = Flow("x", schedule=CronSchedule("0 3 * * *"))
