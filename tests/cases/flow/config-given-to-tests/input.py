from unittest import mock

import prefect
import pytest
from prefect.utilities.configuration import set_temporary_config

KEY = "logging.log_to_cloud"
TEMPORARY = {"cloud.graphql": "http://apollo:4200/graphql", "cloud.api": "http://apollo:4200"}


@pytest.fixture
def temporary():
    changed = {}
    changed["cloud.agent.auth_token"] = "t"
    with set_temporary_config(TEMPORARY), set_temporary_config(changed):
        yield


def test_logs(monkeypatch):
    monkeypatch.setattr(prefect.config.cloud, "auth_token", "t")
    monkeypatch.setattr("prefect.config.cloud.auth_token", "t")
    monkeypatch.setitem(prefect.config.logging, "log_to_cloud", False)
    monkeypatch.setitem(prefect.config.logging, "level", "DEBUG")
    with mock.patch.dict(prefect.config.cloud, {"graphql": "http://apollo:4200"}):
        prefect.config.logging.update(log_to_cloud=False)
        prefect.config.update({"logging": {"log_to_cloud": True}})
    with mock.patch("prefect.config.logging.log_to_cloud", True), set_temporary_config({KEY: True}):
        pass
    setattr(prefect.config.tasks.defaults, "timeout", 3)
