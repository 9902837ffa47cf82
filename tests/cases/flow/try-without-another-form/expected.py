import os
import sys

import prefect
from prefect import Flow

try:
    from prefect.engine.executors import DaskExecutor
    from prefect.environments.storage import Docker
except ImportError:
    Docker = DaskExecutor = None
try:
    import prefect.storage
except ModuleNotFoundError:
    sys.exit("Prefect is missing")
try:
    from prefect.executors import LocalDaskExecutor
except ImportError:
    from prefect.engine.executors import LocalDaskExecutor

VERSION = os.environ.get("VERSION", "latest")
RELEASE = tuple(map(int, prefect.__version__.split(".")[:2]))

flow = Flow("x")
if Docker is not None:
    flow.storage = Docker(registry_url="r")
if VERSION == "latest":
    flow.storage = prefect.storage.S3("x", add_default_labels=False)
if RELEASE < (0, 14):
    flow.storage = prefect.environments.storage.S3("x", add_default_labels=False)
try:
    flow.storage = prefect.storage.GCS("x", add_default_labels=False)
    flow.register("p")
except AttributeError:
    prefect.context.logger.info("no storage")
