"""Uses prefect.environments.storage: this is only told."""
import sys
from string import Template

from prefect import Flow

TEMPLATE = Template("""
from prefect.environments.storage import Docker

storage = Docker()
""")
COMMAND = [sys.executable, "-c", "import prefect; prefect.environments.execution.load_and_run_flow()"]


def executor(name):
    """Like prefect.engine.executors.LocalExecutor."""
    return f"prefect.engine.executors.{name}"


flow = Flow("x")
