from unittest import mock
import pytest

from prefect import Flow


@mock.patch("prefect.environments.storage.docker.Docker.build")
@mock.patch("prefect.environments.storage.Docker._build_image", return_value=None)
def test_x(build, image, monkeypatch, mocker):
    monkeypatch.setattr("prefect.engine.executors.dask.DaskExecutor.start", lambda self: None)
    mocker.patch("prefect.environments.LocalEnvironment.execute")
    mocker.patch("prefect.environments.execution.local.LocalEnvironment")
    monkeypatch.setenv("PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS", "prefect.engine.executors.LocalDaskExecutor")
    pytest.importorskip("prefect.engine.executors")
    with mock.patch.dict("os.environ", {"PREFECT__LOGGING__LOG_TO_CLOUD": "true"}):
        pass
    with mock.patch.object(Flow, "environment"):
        pass
