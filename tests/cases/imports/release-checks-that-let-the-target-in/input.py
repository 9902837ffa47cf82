import prefect
import pytest
from packaging.version import parse

RECENT = parse(prefect.__version__) > parse("0.12")

if parse(prefect.__version__) >= parse("0.13"):
    from prefect.environments import LocalEnvironment
    from prefect.environments.storage import Docker
    from prefect.engine.executors import DaskExecutor
else:
    from prefect.environments import RemoteEnvironment

flow = prefect.Flow("etl")
if RECENT:
    flow.environment = prefect.environments.LocalEnvironment(labels=["a"])
if not RECENT:
    flow.environment = prefect.environments.RemoteEnvironment()
if prefect.__version__ < "0.14":
    flow.environment = prefect.environments.LocalEnvironment(labels=["a"])
if len(prefect.__version__) > 5:
    flow.environment = prefect.environments.LocalEnvironment(labels=["b"])


@pytest.mark.skipif(prefect.__version__ < "0.10", reason="too old")
def test_labels():
    assert prefect.environments.LocalEnvironment(labels=["a"]).labels == {"a"}


@pytest.mark.skipif(prefect.__version__ >= "0.14", reason="removed")
def test_old_labels():
    assert prefect.environments.LocalEnvironment(labels=["a"]).labels == {"a"}
