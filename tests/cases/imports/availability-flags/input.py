import prefect
from prefect import Flow

try:
    from prefect.environments import LocalEnvironment
    from prefect.environments.storage import Docker
except (ImportError, ModuleNotFoundError):
    LocalEnvironment = Docker = None

try:
    from prefect.run_configs import UniversalRun

    HAS_RUN_CONFIGS = True
except ImportError:
    HAS_RUN_CONFIGS = False
    from prefect.environments import RemoteEnvironment

flow = Flow("either")
if HAS_RUN_CONFIGS:
    flow.run_config = UniversalRun(labels=["a"])
else:
    flow.environment = RemoteEnvironment(labels=["a"])
if LocalEnvironment is not None and not HAS_RUN_CONFIGS:
    flow.environment = LocalEnvironment(labels=["a"])
flow.storage = Docker(registry_url="r") if Docker else None
OLD = not hasattr(prefect, "run_configs")


def environment():
    if not OLD:
        return None
    return prefect.environments.LocalEnvironment()
