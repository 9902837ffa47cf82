from __future__ import annotations

import errno
import os
import random
import signal
import stat
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prefect_migrate import journal as journals
from prefect_migrate.bulk.cache import Cache
from prefect_migrate.journal import Journal
from prefect_migrate.model import Refusal
from prefect_migrate.settings import Settings
from prefect_migrate.writing import TEMP_SUFFIX, write_file


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal"


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(f"*{TEMP_SUFFIX}"))


def test_replaces_bytes_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"old\r\n")
    path.chmod(0o751)
    inode = path.stat().st_ino
    write_file(path, b"\xef\xbb\xbfnew\r\n", before=b"old\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbfnew\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o751
    assert path.stat().st_ino != inode
    assert leftovers(tmp_path) == []


def test_the_same_bytes_touch_nothing(tmp_path: Path, state: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"old")
    before = path.stat()
    with Journal(state) as journal:
        write_file(path, b"old", journal=journal)
    assert path.stat() == before
    assert not state.exists()


def test_a_symbolic_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    target = tmp_path / "real" / "flow.py"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "flow.py"
    link.symlink_to("real/flow.py")
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_file_with_two_hard_links_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"old")
    os.link(path, tmp_path / "other.py")
    with pytest.raises(Refusal, match="2 hard links"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"newer")
    with pytest.raises(Refusal, match="changed while"):
        write_file(path, b"new", before=b"old")
    assert path.read_bytes() == b"newer"


def test_missing_files_loops_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.py"
    loop.symlink_to("loop.py")
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    with pytest.raises(Refusal, match="vanished"):
        write_file(tmp_path / "nowhere.py", b"new")
    with pytest.raises(Refusal, match="cannot be written"):
        write_file(loop, b"new")
    for path in (tmp_path, pipe):
        with pytest.raises(Refusal, match="not a regular file"):
            write_file(path, b"new")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_read_only_files_and_folders_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "shut" / "flow.py"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.parent.chmod(0o500)
    with pytest.raises(Refusal, match="Permission denied"):
        write_file(path, b"new")
    path.parent.chmod(0o700)
    path.chmod(0o400)
    with pytest.raises(Refusal, match="read-only"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_undo_brings_every_byte_back(tmp_path: Path, state: Path) -> None:
    files = {tmp_path / f"{n}.py": os.urandom(n * 10) for n in range(1, 6)}
    for path, data in files.items():
        path.write_bytes(data)
    with Journal(state) as journal:
        for path in files:
            write_file(path, b"between", journal=journal)
            write_file(path, b"after", journal=journal)
    (run,) = journals.known_runs(state)
    results = journals.undo_run(run, write_file)
    assert {r.state for r in results} == {"restored"}
    assert {path: path.read_bytes() for path in files} == files
    assert journals.known_runs(state) == []


def test_undo_leaves_alone_what_changed_since(tmp_path: Path, state: Path) -> None:
    edited, removed, kept = (tmp_path / name for name in ("edited.py", "gone.py", "kept.py"))
    with Journal(state) as journal:
        for path in (edited, removed, kept):
            path.write_bytes(b"old")
            write_file(path, b"new", journal=journal)
    edited.write_bytes(b"mine")
    removed.unlink()
    run = journals.last_run(tmp_path, state)
    assert run is not None
    states = {Path(r.path).name: r.state for r in journals.undo_run(run, write_file)}
    assert states == {"edited.py": "changed since", "gone.py": "missing", "kept.py": "restored"}
    assert edited.read_bytes() == b"mine"
    edited.write_bytes(b"new")
    removed.write_bytes(b"new")
    assert all(r.done for r in journals.undo_run(run, write_file))
    assert {p.read_bytes() for p in (edited, removed, kept)} == {b"old"}


def test_a_line_that_a_kill_cut_off_is_no_entry(tmp_path: Path, state: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"old")
    with Journal(state) as journal:
        write_file(path, b"new", journal=journal)
    (run,) = journals.known_runs(state)
    with run.journal.open("ab") as file:
        file.write(b'{"path": "')
    assert [entry.path for entry in run.entries()] == [str(path)]


def test_a_damaged_line_costs_its_own_file_only(tmp_path: Path, state: Path) -> None:
    paths = [tmp_path / f"{number}.py" for number in range(4)]
    with Journal(state) as journal:
        for path in paths:
            path.write_bytes(b"old")
            write_file(path, b"new", journal=journal)
    assert journal.path is not None
    lines = journal.path.read_bytes().split(b"\n")
    lines[1] = lines[1][:20]
    lines[3] = lines[3].replace(b'"data": "', b'"data": "AAAA')
    journal.path.write_bytes(b"\n".join(lines))
    (run,) = journals.known_runs(state)
    assert run.damaged() == 2
    assert {result.path for result in journals.undo_run(run, write_file)} == {
        str(paths[1]),
        str(paths[3]),
    }
    assert [path.read_bytes() for path in paths] == [b"new", b"old", b"new", b"old"]
    assert journal.path.exists()


@pytest.mark.parametrize("head", [b"[]", b"{}", b'{"version": 1}', b"\xff", b'{"versi'])
def test_a_journal_whose_first_line_is_damaged(head: bytes, tmp_path: Path, state: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"old")
    with Journal(state) as journal:
        write_file(path, b"new", journal=journal)
    assert journal.path is not None
    rest = journal.path.read_bytes().partition(b"\n")[2]
    journal.path.write_bytes(head + b"\n" + rest)
    run = journals.last_run(tmp_path, state)
    assert run is not None
    assert run.started > 0
    assert all(result.done for result in journals.undo_run(run, write_file))
    assert path.read_bytes() == b"old"
    (state / "empty.jsonl").write_bytes(b"")
    (state / "folder.jsonl").mkdir()
    assert journals.known_runs(state) == []


def test_a_full_disk_spoils_no_other_entry(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.py" for number in range(3)]
    write_to, left = os.write, [30]

    def full(descriptor: int, data: bytes) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write_to(descriptor, bytes(data[: left[0]]))
        left[0] -= written
        return written

    with Journal(state) as journal:
        for path in paths:
            path.write_bytes(b"old")
        write_file(paths[0], b"new", journal=journal)
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            with pytest.raises(Refusal, match="journal cannot be written: No space"):
                write_file(paths[1], b"new", journal=journal)
        write_file(paths[2], b"new", journal=journal)
    (run,) = journals.known_runs(state)
    assert run.damaged() == 0
    assert [Path(entry.path) for entry in run.entries()] == [paths[0], paths[2]]


def test_a_user_without_a_home_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_: object, **__: object) -> str:
        raise RuntimeError("could not determine the home directory")

    for variable in ("PREFECT_MIGRATE_STATE_DIR", "PREFECT_MIGRATE_CACHE_DIR"):
        monkeypatch.delenv(variable, raising=False)
    for name in ("user_state_dir", "user_cache_dir"):
        monkeypatch.setattr(f"platformdirs.{name}", homeless)
    path = tmp_path / "flow.py"
    path.write_bytes(b"old")
    with Journal() as journal, pytest.raises(Refusal, match="no home directory"):
        write_file(path, b"new", journal=journal)
    assert path.read_bytes() == b"old"
    assert not Cache(Settings()).known("flow.py", b"old")


def test_a_file_that_another_run_made_the_same_is_done(tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"new")
    write_file(path, b"new", before=b"old")
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes")
def test_access_lists_are_those_of_the_file_not_of_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"old")
    entries = [(0x01, 7, -1), (0x02, 7, 1), (0x04, 5, -1), (0x10, 7, -1), (0x20, 0, -1)]
    rights = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    try:
        os.setxattr(tmp_path, "system.posix_acl_default", rights)
        os.setxattr(path, "user.note", b"kept")
    except OSError as error:
        pytest.skip(str(error))
    before = os.listxattr(path)
    write_file(path, b"new")
    assert os.listxattr(path) == before
    assert os.getxattr(path, "user.note") == b"kept"


def test_only_the_last_runs_are_kept(tmp_path: Path, state: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_bytes(b"")
    for n in range(journals.KEPT_RUNS + 5):
        with Journal(state) as journal:
            write_file(path, b"%d" % n, journal=journal)
    assert len(journals.known_runs(state)) == journals.KEPT_RUNS
    assert journals.last_run(tmp_path / "elsewhere", state) is None


WRITER = """
import sys
from pathlib import Path
from prefect_migrate.journal import Journal
from prefect_migrate.writing import write_file
with Journal(Path(sys.argv[1])) as journal:
    print("ready", flush=True)
    for path in sorted(Path(sys.argv[2]).glob("*.py")):
        write_file(path, path.read_bytes().replace(b"old", b"new"), journal=journal)
"""


def test_a_kill_at_any_moment_leaves_old_or_new_and_an_undo(tmp_path: Path, state: Path) -> None:
    chance = random.Random(5)
    folder = tmp_path / "tree"
    folder.mkdir()
    files = [folder / f"{n:02}.py" for n in range(30)]
    old = {path: b"old" * (1 + 3000 * (n % 3)) for n, path in enumerate(files)}
    for path, data in old.items():
        path.write_bytes(data)
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    caught = 0
    while caught < 6:
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(state), str(folder)],
            env=environment,
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        wanted = chance.randrange(len(files) - 1)
        while writer.poll() is None and files[wanted].read_bytes() == old[files[wanted]]:
            time.sleep(0.001)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        states = {path: path.read_bytes() for path in files}
        for path, data in states.items():
            assert data in (old[path], old[path].replace(b"old", b"new"))
        caught += 0 < sum(states[p] == old[p] for p in files) < len(files)
        for run in journals.known_runs(state):
            assert all(result.done for result in journals.undo_run(run, write_file))
        assert {path: path.read_bytes() for path in files} == old
        assert leftovers(folder) == []
