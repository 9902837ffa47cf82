"""What all tests share: the command line in a process of its own, and Hypothesis' manners."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "here", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, max_examples=200)
settings.load_profile("ci" if os.environ.get("CI") else "here")

Completed = subprocess.CompletedProcess[bytes]


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that finds the source roots and leaves the user's home alone."""
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    home = tmp_path_factory.mktemp("home")
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "migrate"), str(ROOT / "codemods")]),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }


@pytest.fixture
def command(tmp_path: Path, environment: dict[str, str]) -> Callable[..., Completed]:
    """Run ``prefect-migrate ARGS`` in ``tmp_path``, in a new process; all streams are bytes."""

    def run(*args: str, input: bytes = b"", cwd: Path = tmp_path) -> Completed:
        return subprocess.run(
            [sys.executable, "-m", "prefect_migrate", *args],
            input=input,
            capture_output=True,
            cwd=cwd,
            env=environment,
            check=False,
        )

    return run


@pytest.fixture
def imported(environment: dict[str, str], tmp_path: Path) -> Callable[..., set[str]]:
    """The modules in memory when ``prefect-migrate ARGS`` has run."""

    def run(*args: str) -> set[str]:
        code = (
            "import sys; from prefect_migrate.__main__ import main\n"
            "main(); print('\\n' + ' '.join(sys.modules))"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code, *args],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            check=True,
        )
        return set(ran.stdout.splitlines()[-1].split())

    return run
