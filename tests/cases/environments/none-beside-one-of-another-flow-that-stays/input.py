from prefect import Flow
from prefect.environments import LocalEnvironment
from site_settings import settings

nightly = Flow("nightly")
nightly.environment = LocalEnvironment(**settings)

hourly = Flow("hourly")
hourly.environment = LocalEnvironment(labels=["big"])
hourly.environment = None

weekly = Flow("weekly")
weekly.environment = None
nightly.environment = None
