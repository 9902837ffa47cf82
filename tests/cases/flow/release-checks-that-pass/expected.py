import prefect
from packaging.version import Version
from prefect import Flow
from prefect.run_configs import UniversalRun

if prefect.__version__ < "0.13":
    raise RuntimeError("too old")
if not Version(prefect.__version__) > Version("0.12.6"):
    raise SystemExit(1)
assert Version(prefect.__version__) != Version("0.13.5"), "that one loses logs"
print(prefect.__version__)
flow = Flow("f", run_config=UniversalRun(labels=["a"]))
