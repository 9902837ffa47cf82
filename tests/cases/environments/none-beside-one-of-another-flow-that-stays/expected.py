from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import UniversalRun
from site_settings import settings

nightly = Flow("nightly")
nightly.environment = LocalEnvironment(**settings)

hourly = Flow("hourly")
hourly.run_config = UniversalRun(labels=["big"])
hourly.run_config = None

weekly = Flow("weekly")
nightly.environment = None
