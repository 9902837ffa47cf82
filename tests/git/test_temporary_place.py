"""What the merge driver and the mergetool write stands there at once and whole."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prefect_migrate.git.temporary_place import put_merged, temporary_place
from prefect_migrate.locked_folders import locked_folder

Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    def run(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c"]
        done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
        return done.stdout

    run("init", "-q", "-b", "main", "top")
    return run


def test_the_place_is_in_the_git_folder(git: Git, tmp_path: Path) -> None:
    top = tmp_path / "top"
    (top / "below").mkdir()
    file = top / "below" / "a.py"
    file.write_text("old")
    with temporary_place(file) as place:
        assert place.is_relative_to(top / ".git")
    assert not list((top / ".git").glob("prefect-migrate*"))


def test_so_it_is_in_another_work_tree(git: Git, tmp_path: Path) -> None:
    (tmp_path / "top" / "a.py").write_text("old")
    git("-C", "top", "add", "-A")
    git("-C", "top", "commit", "-qm", "one")
    git("-C", "top", "worktree", "add", "-q", str(tmp_path / "other"))
    with temporary_place(tmp_path / "other" / "a.py") as place:
        assert place.is_relative_to(tmp_path / "top" / ".git" / "worktrees" / "other")


def test_outside_of_a_repository_it_is_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old")
    with temporary_place(tmp_path / "a.py") as place:
        assert place.parent.parent == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_mode_links_and_equal_bytes(git: Git, tmp_path: Path) -> None:
    file, link = tmp_path / "top" / "a.sh", tmp_path / "top" / "link.sh"
    file.write_text("old")
    file.chmod(0o751)
    link.symlink_to("a.sh")
    put_merged(link, b"new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o751)
    assert link.is_symlink()
    before = file.stat()
    put_merged(file, b"new")
    assert file.stat() == before


# Stops while the new file is half written, as long as its parent wants.
HALF = """
import sys, time
from pathlib import Path
from prefect_migrate.git.temporary_place import put_merged
def write(path, data):
    with path.open("wb") as file:
        file.write(data[:2])
        file.flush()
        print("half", flush=True)
        time.sleep(600)
Path.write_bytes = write
put_merged(Path(sys.argv[1]), b"new bytes")
"""


def test_killed_in_mid_write_it_leaves_the_old_file_and_no_other(
    git: Git, tmp_path: Path, environment: dict[str, str]
) -> None:
    file = tmp_path / "top" / "a.py"
    file.write_text("old bytes")
    running = subprocess.Popen(
        [sys.executable, "-c", HALF, str(file)], env=environment, stdout=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stdout.readline() == b"half\n"
    running.kill()
    running.communicate()
    assert file.read_text() == "old bytes"
    assert git("-C", "top", "status", "--porcelain") == "?? a.py\n"
    assert list((tmp_path / "top" / ".git").glob("prefect-migrate*"))
    put_merged(file, b"new bytes")
    assert file.read_text() == "new bytes"
    assert not list((tmp_path / "top" / ".git").glob("prefect-migrate*"))


def test_what_another_driver_works_in_stays(git: Git, tmp_path: Path) -> None:
    file = tmp_path / "top" / "a.py"
    file.write_text("old")
    with locked_folder(str(tmp_path / "top" / ".git")) as other:
        put_merged(file, b"new")
        assert Path(other).is_dir()
