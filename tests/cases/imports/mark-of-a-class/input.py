import prefect
import pytest
from prefect import environments as old


class TestEnvironments:
    pytestmark = pytest.mark.xfail(prefect.__version__ >= "0.14", reason="gone")

    def test_labels(self):
        flow = prefect.Flow("x")
        flow.environment = old.LocalEnvironment(labels=["a"])
        assert flow.environment.labels == {"a"}


def test_of_every_release():
    flow = prefect.Flow("y")
    flow.environment = old.LocalEnvironment(labels=["b"])
