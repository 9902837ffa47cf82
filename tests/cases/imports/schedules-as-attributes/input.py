import datetime

import prefect
import prefect.schedules as when
from prefect import schedules

one = prefect.schedules.OneTimeSchedule(datetime.datetime(2021, 1, 1))
two = schedules.UnionSchedule([one, when.OneTimeSchedule(start_date=datetime.datetime(2022, 1, 1))])
kind = prefect.schedules.schedules.UnionSchedule
