"""What all tests share: the command line in a process of its own, and Hypothesis' manners."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "here", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, max_examples=200)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# A shell starts its background jobs, and so perhaps this very run, with SIGINT ignored; the processes
# that tests start and interrupt would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

Completed = subprocess.CompletedProcess[bytes]


@pytest.fixture(autouse=True, scope="session")
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is written in this process leaves the user's journals and cache alone."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        yield


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


# Milliseconds that the browser has for what takes it some hundred on a machine at rest.
PAGE_TIMEOUT = 300_000

# Tells by a pipe that Ctrl-C is for the tool to answer: before, Python itself is starting.
READY = """
import os, sys
from prefect_migrate import __main__ as tool
run_command_line = tool._run_command_line
def run(argv):
    os.write({pipe}, b"1")
    os.close({pipe})
    return run_command_line(argv)
tool._run_command_line = run
sys.exit(tool.main())
"""


@pytest.fixture
def interruptible(environment: dict[str, str]) -> Callable[..., subprocess.Popen[str]]:
    """Start ``prefect-migrate ARGS``; it is there as soon as it answers Ctrl-C by itself."""

    def start(*args: str, **more: Any) -> subprocess.Popen[str]:
        ours, theirs = os.pipe()
        given = {"env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        given["env"] = {**given["env"], "PYTHONPATH": os.pathsep.join(sys.path)}
        running = subprocess.Popen(
            [sys.executable, "-c", READY.format(pipe=theirs), *args],
            text=True,
            pass_fds=[theirs],
            **given,
        )
        os.close(theirs)
        with os.fdopen(ours, "rb") as pipe:
            assert pipe.read(1) == b"1", running.communicate()
        return running

    return start


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


@pytest.fixture(scope="session")
def node_file() -> Callable[[str], Path]:
    """A file of an npm package that ``.ci/run`` unpacks; the test skips where it is missing."""

    def find(name: str) -> Path:
        path = ROOT / ".ci" / "node" / name
        if not path.exists():
            pytest.skip(f"needs {name}, which .ci/run unpacks with npm into .ci/node")
        return path

    return find


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by playwright; the test skips where one of them is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs chromium (.ci/run installs it with apt-get)")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"], timeout=PAGE_TIMEOUT
        )
        yield opened
        opened.close()


@pytest.fixture
def new_context(browser: Any) -> Callable[..., Any]:
    """Make a browser context that waits for a busy machine, too."""

    def make(**options: Any) -> Any:
        context = browser.new_context(**options)
        context.set_default_timeout(PAGE_TIMEOUT)
        return context

    return make


@pytest.fixture
def page(new_context: Callable[..., Any]) -> Iterator[Any]:
    """A page of the browser that must not reach the network; its errors fail the test."""
    context = new_context(offline=True)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors
