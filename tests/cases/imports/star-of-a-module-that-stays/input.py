from prefect.schedules import *
from prefect.tasks.prefect import *
from prefect.utilities.tasks import *

once = OneTimeSchedule("2020-01-01")
child = FlowRunTask(flow_name="child")
again = FlowRunTask(flow_name="again")
every = IntervalSchedule
