import sys
from importlib.metadata import version

import prefect
from packaging.version import parse
from prefect.executors import LocalExecutor

assert prefect.__version__.startswith("0.13")
if parse(version("prefect")) >= parse("0.14"):
    sys.exit("written for 0.13")
if prefect.__version__ not in ("0.13.18", "0.13.19"):
    raise RuntimeError(prefect.__version__)
executor = LocalExecutor()
