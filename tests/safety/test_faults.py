"""Full disks, other users' files, clocks that jump, files that change under the tool's hands."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prefect_migrate import journal as journals
from prefect_migrate.journal import Journal
from prefect_migrate.model import Refusal
from prefect_migrate.writing import TEMP_SUFFIX, write_file

from .conftest import OLD, Hostile

NEW = OLD.replace("environments.", "")
NOBODY = 65534


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty file system of one MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not permitted")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, left: int = 0) -> None:
    """Leave ``left`` bytes on the disk, or next to none."""
    with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            pass
    os.truncate(disk / "filler", (disk / "filler").stat().st_size - left)


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(f"*{TEMP_SUFFIX}"))


def test_a_full_disk_below_the_files(disk: Path, hostile: Hostile) -> None:
    files = {f"f{number}.py": OLD + f"a = '{'x' * 20_000 * number}'\n" for number in range(8)}
    for name, text in files.items():
        (disk / name).write_text(text)
    fill(disk, 50_000)
    done = hostile.run(".", cwd=disk)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    states = {name: (disk / name).read_text() for name in files}
    for name, text in files.items():
        assert states[name] in (text, text.replace(OLD, NEW))
    changed = sum(states[name] != files[name] for name in files)
    assert 0 < changed < len(files)
    assert done.stderr.count("No space left on device") == len(files) - changed
    assert leftovers(disk) == []
    undone = hostile.run("undo", cwd=disk)
    # What is written now was never larger than what was there; yet the disk is as full.
    assert undone.returncode in (0, 1)
    (disk / "filler").unlink()
    if undone.returncode:
        assert hostile.run("undo", cwd=disk).returncode == 0
    assert {name: (disk / name).read_text() for name in files} == files


def test_a_full_disk_below_the_journal(disk: Path, hostile: Hostile) -> None:
    hostile.environment["PREFECT_MIGRATE_STATE_DIR"] = str(disk / "state")
    fill(disk)
    done = hostile.run("flow.py")
    assert done.returncode == 2
    assert "the journal cannot be written" in done.stderr
    assert (hostile.top / "flow.py").read_text().startswith(OLD)
    (disk / "filler").unlink()
    assert hostile.run("flow.py").returncode == 0
    assert hostile.run("undo").returncode == 0
    assert (hostile.top / "flow.py").read_text().startswith(OLD)


@pytest.mark.parametrize("variable", ["PREFECT_MIGRATE_CACHE_DIR", "TMPDIR"])
def test_a_full_disk_elsewhere_costs_nothing(variable: str, disk: Path, hostile: Hostile) -> None:
    hostile.conflict()
    (hostile.top / "plain.py").write_text(OLD)
    hostile.environment[variable] = str(disk)
    fill(disk)
    done = hostile.run("flow.py", "plain.py")
    assert "Traceback" not in done.stderr
    assert (hostile.top / "plain.py").read_text() == NEW
    assert [path.name for path in disk.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("option", ["--html", "--output-format", "--diff"])
def test_a_full_disk_below_a_report(option: str, disk: Path, hostile: Hostile) -> None:
    fill(disk)
    if option == "--html":
        done = hostile.run("--check", "--html", str(disk / "page.html"), "flow.py")
        assert (done.returncode, "No space left" in done.stderr) == (2, True)
        return
    arguments = ["--diff"] if option == "--diff" else ["--check", "--output-format", "json"]
    code = "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"
    with Path("/dev/full").open("wb") as full:
        path = os.pathsep.join([hostile.environment["PYTHONPATH"], *sys.path])
        ran = subprocess.run(
            [sys.executable, "-c", code, *arguments, "flow.py"],
            cwd=hostile.top,
            env={**hostile.environment, "PYTHONPATH": path},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert ran.stderr.rstrip().count("\n") == 0


@pytest.mark.parametrize("kind", ["text", "a refused text"])
def test_a_full_disk_below_a_merge(kind: str, disk: Path, hostile: Hostile) -> None:
    """Git is told that the driver failed: it would take what is half written for merged."""
    lines = [f"x{number} = {number}\n" for number in range(4_000)]
    ours = "".join(f"ours_{line}" for line in lines)
    theirs = "".join(f"theirs_{line}" for line in lines)
    if kind == "a refused text":
        ours += "<<<<<<< one\n"
    for name, text in (("base", "".join(lines)), ("ours", ours), ("theirs", theirs)):
        (disk / name).write_text(text)
    arguments = ("git", "merge-driver", "--", "base", "ours", "theirs", "7", "flow.py")
    fill(disk, 8_192)
    done = hostile.run(*arguments, cwd=disk)
    assert done.returncode == 129, done
    assert "Traceback" not in done.stderr
    (disk / "filler").unlink()
    (disk / "ours").write_text(ours)
    assert hostile.run(*arguments, cwd=disk).returncode == 1
    assert (disk / "ours").read_text().count("theirs_") == len(lines)


class Meddling(Journal):
    """A journal in whose time another program works on the file."""

    def record(self, path: Path, before: bytes, after: bytes, temp: Path) -> None:
        super().record(path, before, after, temp)
        self.meddle(path)

    def meddle(self, path: Path) -> None:
        raise NotImplementedError


class Saves(Meddling):
    def meddle(self, path: Path) -> None:
        path.write_bytes(b"saved by an editor")


class Replaces(Meddling):
    def meddle(self, path: Path) -> None:
        other = path.with_suffix(".other")
        other.write_bytes(b"old")
        other.replace(path)


class Links(Meddling):
    def meddle(self, path: Path) -> None:
        os.link(path, path.with_suffix(".other"))


class Points(Meddling):
    def meddle(self, path: Path) -> None:
        elsewhere = path.with_suffix(".elsewhere")
        elsewhere.write_bytes(b"old")
        path.unlink()
        path.symlink_to(elsewhere)


class Removes(Meddling):
    def meddle(self, path: Path) -> None:
        path.unlink()


@pytest.mark.parametrize("kind", [Saves, Replaces, Links, Points, Removes])
def test_a_file_that_changes_while_it_is_written(kind: type[Meddling], tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"old")
    with kind(tmp_path / "state") as journal, pytest.raises(Refusal, match=r"changed|vanished"):
        write_file(path, b"new", before=b"old", journal=journal)
    assert all(one.read_bytes() != b"new" for one in tmp_path.glob("flow*") if one.exists())
    assert leftovers(tmp_path) == []


def test_a_clock_that_was_put_back(tmp_path: Path) -> None:
    """The last run is the last one to be forgotten and the first to be undone."""
    state = tmp_path / "state"
    path = tmp_path / "flow.py"
    path.write_bytes(b"0")
    future = 4_102_444_800 * 10**9  # the year 2100
    for number in range(1, journals.KEPT_RUNS + 6):
        with Journal(state) as journal:
            write_file(path, b"%d" % number, journal=journal)
        if number == 3:
            assert journal.path is not None
            journal.path.rename(state / f"{future:020d}-1.jsonl")
    last = journals.last_run(Path.cwd(), state)
    assert last is not None
    assert last.started < time.time() + 60
    assert len(journals.known_runs(state)) == journals.KEPT_RUNS
    for number in range(journals.KEPT_RUNS + 5, 5, -1):
        assert path.read_bytes() == b"%d" % number
        run = journals.last_run(Path.cwd(), state)
        assert run is not None
        assert all(result.done for result in journals.undo_run(run, write_file))


@pytest.mark.parametrize("when", ["1970-01-01", "2099-12-31"])
def test_files_of_another_time(when: str, hostile: Hostile) -> None:
    assert hostile.run("--check", ".").returncode == 1
    subprocess.run(["touch", "-d", when, "flow.py", ".git/index", "."], cwd=hostile.top, check=True)
    assert hostile.run("--check", ".").returncode == 1
    done = hostile.run(".")
    assert done.returncode == 0, done.stderr
    assert (hostile.top / "flow.py").read_text().startswith(NEW)
    subprocess.run(["touch", "-d", when, "flow.py"], cwd=hostile.top, check=True)
    hostile.write("flow.py", OLD + "x = 1\n")
    subprocess.run(["touch", "-d", when, "flow.py"], cwd=hostile.top, check=True)
    # The same size and time as what was remembered; yet it is another file.
    assert hostile.run("--check", ".").returncode == 1


def as_another_user(hostile: Hostile, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user to whom root's files are not their own."""
    path = os.pathsep.join([hostile.environment["PYTHONPATH"], *sys.path])
    code = "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"
    user: list[str] = []
    if os.geteuid() == 0:
        user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        user += ["--bounding-set=-all", "--inh-caps=-all"]
    return subprocess.run(
        [*user, sys.executable, "-c", "import sys; sys.path.pop(0); " + code, *arguments],
        cwd=hostile.top,
        env={**hostile.environment, "PYTHONPATH": path},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def owned() -> Iterator[Hostile]:
    """A repository and the folders above it, for another user to look into.

    Not among pytest's temporary folders: whoever starts pytest anew shuts these to all others.
    """
    folder = Path(tempfile.mkdtemp(prefix="owned-"))
    for above in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            above.chmod(above.stat().st_mode | 0o055)
    hostile = Hostile(folder)
    (folder / "state").mkdir()
    (folder / "cache").mkdir()
    if os.geteuid() == 0:
        for path in (hostile.top, *hostile.top.rglob("*"), *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
    yield hostile
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="setpriv is Linux'")
def test_an_unprivileged_user(owned: Hostile) -> None:
    top = owned.top
    names = ("shut/flow.py", "read-only.py", "secret.py", "own.py", "dark/flow.py")
    for name in names:
        path = owned.write(name, OLD)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
            os.chown(path.parent, NOBODY, NOBODY)
    (top / "shut").chmod(0o555)
    (top / "read-only.py").chmod(0o444)
    (top / "secret.py").chmod(0)
    (top / "dark").chmod(0)
    done = as_another_user(owned, "--allow-dirty", "--no-cache", ".")
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    for path in (top / "dark", top / "shut"):
        path.chmod(0o755)
    (top / "secret.py").chmod(0o644)
    states = {name: (top / name).read_text() for name in names}
    assert states == {name: NEW if name == "own.py" else OLD for name in names}
    for name in ("shut/flow.py", "read-only.py", "secret.py", "dark"):
        assert name in done.stderr + done.stdout, name
    assert leftovers(top) == []
    undone = as_another_user(owned, "undo")
    assert undone.returncode == 0, undone
    assert (top / "own.py").read_text() == OLD


@pytest.mark.skipif(sys.platform != "linux", reason="setpriv is Linux'")
@pytest.mark.parametrize("folder", ["state", "cache"])
def test_folders_that_the_user_may_not_write(folder: str, owned: Hostile) -> None:
    (owned.folder / folder).chmod(0o555)
    done = as_another_user(owned, ".")
    assert "Traceback" not in done.stderr
    held = (owned.top / "flow.py").read_text()
    if folder == "cache":
        assert (done.returncode, held.startswith(NEW)) == (0, True), done
    else:
        assert done.returncode == 2, done
        assert "the journal cannot be written" in done.stderr
        assert held.startswith(OLD)


def test_two_runs_at_once(hostile: Hostile) -> None:
    files = [f"f{number:02}.py" for number in range(40)]
    for name in files:
        hostile.write(name, OLD)
    hostile.git("add", "-A")
    hostile.git("commit", "-qm", "many")
    running = [start(hostile, ".", "--allow-dirty", "--no-cache") for _ in range(3)]
    for one in running:
        _, err = one.communicate()
        assert one.returncode in (0, 2), err
        assert "Traceback" not in err
        # What another run did first is done; what it was doing just then is refused.
        assert all("changed while" in line for line in err.splitlines() if ": error:" in line)
    assert {(hostile.top / name).read_text() for name in files} == {NEW}
    assert leftovers(hostile.top) == []
    while hostile.run("undo").returncode != 2:
        pass
    assert {(hostile.top / name).read_text() for name in files} == {OLD}


def test_an_undo_during_a_run(hostile: Hostile) -> None:
    files = [f"f{number:02}.py" for number in range(40)]
    for name in files:
        hostile.write(name, OLD)
    hostile.git("add", "-A")
    hostile.git("commit", "-qm", "many")
    for number in range(4):
        running = start(hostile, ".", "--allow-dirty", "--no-cache")
        journal = hostile.folder / "state" / "journal"
        while running.poll() is None and not list(journal.glob("*.jsonl")):
            time.sleep(0.005)
        time.sleep(0.02 * number)
        undone = hostile.run("undo")
        _, err = running.communicate()
        assert "Traceback" not in err + undone.stderr
        assert {(hostile.top / name).read_text() for name in files} <= {OLD, NEW}
        assert leftovers(hostile.top) == []
        while (undone := hostile.run("undo")).returncode == 0:
            pass
        assert {(hostile.top / name).read_text() for name in files} == {OLD}, number


def start(hostile: Hostile, *arguments: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([hostile.environment["PYTHONPATH"], *sys.path])
    code = "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=hostile.top,
        env={**hostile.environment, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
