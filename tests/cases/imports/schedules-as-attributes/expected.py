import datetime

import prefect
from prefect.schedules import Schedule
from prefect.schedules.clocks import DatesClock

one = Schedule(clocks=[DatesClock(dates=[datetime.datetime(2021, 1, 1)])])
two = Schedule(clocks=[c for s in [one, Schedule(clocks=[DatesClock(dates=[datetime.datetime(2022, 1, 1)])])] for c in s.clocks])
kind = prefect.schedules.schedules.UnionSchedule
