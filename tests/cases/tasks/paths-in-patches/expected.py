from unittest import mock
import pytest

from prefect import Flow


@mock.patch("prefect.storage.Docker.build")
@mock.patch("prefect.storage.Docker._build_image", return_value=None)
def test_x(build, image, monkeypatch, mocker):
    monkeypatch.setattr("prefect.executors.DaskExecutor.start", lambda self: None)
    mocker.patch("prefect.environments.LocalEnvironment.execute")
    mocker.patch("prefect.environments.execution.local.LocalEnvironment")
    monkeypatch.setenv("PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS", "prefect.executors.LocalDaskExecutor")
    pytest.importorskip("prefect.executors")
    with mock.patch.dict("os.environ", {"PREFECT__CLOUD__SEND_FLOW_RUN_LOGS": "true"}):
        pass
    with mock.patch.object(Flow, "environment"):
        pass
