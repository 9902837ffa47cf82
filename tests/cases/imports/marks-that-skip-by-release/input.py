"""Tests of the release that we leave, and of a flow's labels."""

import unittest

import prefect
import pytest
from packaging.version import Version
from prefect.environments import LocalEnvironment

legacy = Version(prefect.__version__) < Version("0.14")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not legacy, reason="gone")]
needs_old = unittest.skipUnless(legacy, "old")


class TestMarkedModule:
    def test_labels(self):
        flow = prefect.Flow("x", environment=LocalEnvironment(labels=["a"]))
        assert flow.environment.labels == {"a"}


class TestDecorated(unittest.TestCase):
    @needs_old
    def test_labels(self):
        flow = prefect.Flow("y", environment=LocalEnvironment(labels=["a"]))
        assert flow.environment.labels == {"a"}
