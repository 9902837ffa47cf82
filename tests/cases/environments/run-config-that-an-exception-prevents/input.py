from contextlib import suppress

from prefect import Flow
from prefect.environments import LocalEnvironment
from site_settings import MissingSettings, read_run_config

nightly = Flow("nightly")
try:
    nightly.run_config = read_run_config()
except MissingSettings:
    nightly.environment = LocalEnvironment(labels=["big"])

hourly = Flow("hourly")
try:
    hourly.run_config = read_run_config()
except MissingSettings:
    print("default settings")
hourly.environment = LocalEnvironment(labels=["big"])

weekly = Flow("weekly")
with suppress(MissingSettings):
    weekly.run_config = read_run_config()
weekly.environment = LocalEnvironment(labels=["big"])


def build(name):
    with Flow(name, environment=LocalEnvironment(labels=["big"])) as flow:
        pass
    try:
        flow.run_config = read_run_config()
    except MissingSettings:
        return flow
    return flow


monthly = Flow("monthly")
try:
    monthly.run_config = read_run_config()
except MissingSettings:
    raise SystemExit(1)
monthly.environment = LocalEnvironment(labels=["big"])

yearly = Flow("yearly")
try:
    yearly.run_config = read_run_config()
finally:
    print("settings read")
yearly.environment = LocalEnvironment(labels=["big"])

daily = Flow("daily")
try:
    daily.run_config = read_run_config()
except MissingSettings:
    print("default settings")
else:
    daily.environment = LocalEnvironment(labels=["big"])
