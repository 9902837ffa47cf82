"""Ctrl-C, and more of it: one line, exit code 130, and nothing left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from prefect_migrate import __main__ as command
from prefect_migrate.locked_folders import clean_folders, locked_folder

from .conftest import OLD, Hostile

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(hostile: Hostile, interruptible: Start) -> Start:
    """Start a run in the repository, in a process group of its own."""
    temporary = {"TMPDIR": str(hostile.folder / "tmp")}
    return partial(
        interruptible,
        cwd=hostile.top,
        env={**hostile.environment, **temporary},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def conflicts(hostile: Hostile) -> None:
    (hostile.folder / "tmp").mkdir()
    for number in range(40):
        both = f"<<<<<<< HEAD\nfrom prefect.storage import S3\n=======\n{OLD}>>>>>>> old\n"
        hostile.write(f"c{number}.py", f"a = {number}\n{both}")
    hostile.git("add", "-A")
    hostile.git("commit", "-q", "-m", "conflicts")


@pytest.mark.parametrize("arguments", [("--check", "--no-cache", "."), ("--no-cache", ".")])
def test_interrupted_again_and_again(
    arguments: tuple[str, ...], hostile: Hostile, start: Start
) -> None:
    conflicts(hostile)
    chance = random.Random(5)
    for _ in range(8):
        running = start(*arguments)
        time.sleep(chance.random())
        for _ in range(6):
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGINT)
            time.sleep(0.01)
        _, told = running.communicate()
        assert "Traceback" not in told
        assert running.returncode in (0, 1, 2, 130)
        if running.returncode == 130:
            assert told.startswith("prefect-migrate: interrupted")
        hostile.git("checkout", "-q", ".")
    assert not list(hostile.top.glob(".*prefect-migrate-tmp"))
    # A git of a killed worker may have written there still: then the next run cleans.
    start("--check", "--no-cache", ".").communicate()
    assert not list((hostile.folder / "tmp").iterdir())


def test_what_a_killed_run_left_is_cleaned_by_the_next(hostile: Hostile, start: Start) -> None:
    conflicts(hostile)
    chance = random.Random(6)
    for _ in range(8):
        running = start("--check", "--no-cache", ".")
        time.sleep(chance.random() / 2)
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
    start("--check", "--no-cache", ".").communicate()
    assert not list((hostile.folder / "tmp").iterdir())


EARLY = """
import os, signal, sys

wanted, imported = sys.argv[1:]
process = os.getpid()

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if os.getpid() == process:
            with open(imported, "a") as told:
                told.write(name + chr(10))
            if name == wanted:
                os.kill(process, signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from prefect_migrate.__main__ import main
sys.argv[1:] = ["--check", "--no-cache", "."]
sys.exit(main())
"""


INTERRUPTED = "prefect-migrate: interrupted"


def interrupted_import(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command; Ctrl-C comes when the module ``name`` is imported."""
    return subprocess.run(
        [sys.executable, "-c", EARLY, name, str(folder / "imported")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> bool:
    lines = done.stderr.splitlines()
    return done.returncode == 130 and len(lines) == 1 and lines[0].startswith(INTERRUPTED)


@pytest.mark.parametrize(
    "name",
    [
        "prefect_migrate.cli",
        "prefect_migrate.exit_codes",
        "prefect_migrate.option_table",
    ],
)
def test_an_interrupt_in_an_import(name: str, tmp_path: Path) -> None:
    assert one_line(interrupted_import(name, tmp_path))


@pytest.mark.slow
def test_an_interrupt_in_any_import(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(OLD)
    assert interrupted_import("", tmp_path).returncode == 1
    names = (tmp_path / "imported").read_text().splitlines()
    after = names[names.index("prefect_migrate.__main__") + 1 :]
    assert len(after) > 100
    for name in dict.fromkeys(after):
        done = interrupted_import(name, tmp_path)
        assert one_line(done), f"{name}: {done.returncode} {done.stderr}"


def test_an_interrupt_while_a_class_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11 says RuntimeError then."""

    def interrupted(argv: list[str]) -> int:
        class Named:
            def __set_name__(self, owner: type, name: str) -> None:
                raise KeyboardInterrupt

        class Owner:
            named = Named()

        return 0

    monkeypatch.setattr(command, "_run_command_line", interrupted)
    with pytest.raises(KeyboardInterrupt):
        command._exit_code([])


def test_a_folder_in_use_is_not_cleaned(tmp_path: Path) -> None:
    with locked_folder(str(tmp_path)) as folder:
        clean_folders(str(tmp_path))
        assert Path(folder).is_dir()
    assert not list(tmp_path.iterdir())
    (tmp_path / "prefect-migrate-x").mkdir()
    (tmp_path / "prefect-migrate-x.lock").touch()
    (tmp_path / "prefect-migrate-mine").mkdir()
    clean_folders(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["prefect-migrate-mine"]


def test_a_folder_begun_while_another_run_cleans(tmp_path: Path) -> None:
    cleaner = "import sys\nfrom prefect_migrate.locked_folders import clean_folders\n"
    cleaner += "print(flush=True)\nwhile True:\n    clean_folders(sys.argv[1])"
    path = os.pathsep.join(sys.path)
    running = subprocess.Popen(
        [sys.executable, "-c", cleaner, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
    )
    assert running.stdout is not None
    running.stdout.readline()
    try:
        for _ in range(2000):
            with locked_folder(str(tmp_path)) as folder:
                assert Path(folder + ".lock").exists()
                assert Path(folder).is_dir()
    finally:
        running.kill()
        running.communicate()
    clean_folders(str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_an_interrupt_that_python_swallows_is_not_lost() -> None:
    code = (
        "import os, signal, time\n"
        "import sys\n"
        "from prefect_migrate.__main__ import _Interrupts\n"
        "interrupts = _Interrupts()\n"
        "signal.signal(signal.SIGINT, interrupts.interrupt)\n"
        "sys.unraisablehook = interrupts.unraisable\n"
        "class Tidy:\n"
        "    def __del__(self):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        time.sleep(0.01)\n"
        "try:\n"
        "    Tidy()\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system")
def test_a_folder_that_cannot_be_removed_yet_keeps_its_lock(tmp_path: Path) -> None:
    """As where a child of a killed run still writes into it."""
    lock, folder = tmp_path / "prefect-migrate-x.lock", tmp_path / "prefect-migrate-x"
    lock.touch()
    (folder / "busy").mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "none", str(folder / "busy")]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not permitted")
    clean_folders(str(tmp_path))
    assert lock.exists()
    subprocess.run(["umount", str(folder / "busy")], check=True)
    clean_folders(str(tmp_path))
    assert not list(tmp_path.iterdir())
