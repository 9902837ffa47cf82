"""The merge driver and the mergetool under git itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

import prefect_codemods
import prefect_migrate

Repo = Any

BASE = "1\n2\n3\n4\n5\n6\n7\n"
OURS = BASE.replace("2", "two")
THEIRS = BASE.replace("2", "zwei")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """git starts the program anew, so it must find the packages that are tested here."""
    roots = {str(Path(p.__file__ or "").parents[1]) for p in (prefect_codemods, prefect_migrate)}
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sorted(roots)))


def install(repo: Repo, *patterns: str) -> None:
    from prefect_migrate.git import setup

    setup.install_config(False, repo.top)
    lines = "".join(f"{pattern} merge=prefect-migrate\n" for pattern in patterns)
    repo.write(lines, ".git/info/attributes")


def test_install_and_uninstall_leave_no_trace(repo: Repo) -> None:
    from prefect_migrate.git import setup

    before = repo.read(".git/config")
    written = setup.install_config(False, repo.top)
    for entry in written:
        assert repo("config", entry.key) == entry.value
    assert setup.uninstall_config(False, repo.top) == list(setup.SECTIONS)
    assert repo.read(".git/config") == before
    assert setup.uninstall_config(False, repo.top) == []


def test_install_outside_of_a_repository(tmp_path: Path) -> None:
    from prefect_migrate.git import setup

    with pytest.raises(setup.SetupError):
        setup.install_config(False, tmp_path)


def test_install_for_all_repositories(
    tmp_path: Path, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect_migrate.git import setup

    config = tmp_path / "gitconfig"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    setup.install_config(True, tmp_path)
    assert "merge-driver" in config.read_text()
    assert setup.uninstall_config(True, tmp_path) == list(setup.SECTIONS)


def test_the_driver_merges_what_git_merges(repo: Repo) -> None:
    install(repo, "*.txt")
    repo.fork(BASE, OURS, BASE.replace("7", "seven"))
    repo("merge", "-q", "-m", "Merge", "side")
    assert repo.read() == OURS.replace("7", "seven")


def test_the_driver_leaves_a_conflict_with_git_s_markers(repo: Repo) -> None:
    install(repo, "*.txt")
    repo.fork(BASE, OURS, THEIRS.replace("7", "seven"))
    repo("merge", "side", code=1)
    text = repo.read()
    assert text.count("<<<<<<< ") == 1
    assert "|||||||" not in text
    assert "two\n=======\nzwei\n" in text
    assert text.endswith("seven\n")
    assert repo("ls-files", "-u").count("\n") == 2


def test_the_driver_shows_the_base_where_git_is_told_to(repo: Repo) -> None:
    install(repo, "*.txt")
    repo("config", "merge.conflictStyle", "diff3")
    repo.fork(BASE, OURS, THEIRS)
    repo("merge", "side", code=1)
    assert "|||||||" in repo.read()


def test_the_driver_takes_the_marker_size_of_the_path(repo: Repo) -> None:
    install(repo, "*.txt")
    repo.write("*.txt merge=prefect-migrate conflict-marker-size=12\n", ".git/info/attributes")
    repo.fork(BASE, OURS, THEIRS)
    repo("merge", "side", code=1)
    assert "\n<<<<<<<<<<<< " in repo.read()


def test_the_driver_leaves_binary_files_to_git(repo: Repo) -> None:
    install(repo, "*.txt")
    repo.fork("a\0\n", "b\0\n", "c\0\n")
    repo("merge", "side", code=1)
    assert repo.read() == "b\0\n"


def test_the_driver_on_both_added(repo: Repo) -> None:
    install(repo, "*.txt")
    repo.fork(None, OURS, THEIRS)
    repo("merge", "side", code=1)
    assert repo.read().startswith("1\n<<<<<<< ")


def test_lines_that_merge_into_broken_python_stay_a_conflict(repo: Repo) -> None:
    install(repo, "*.py")
    base = "a = [\n    1,\n    2,\n    3,\n]\n"
    ours = "a = list(\n    1,\n    2,\n    3,\n)\n"
    theirs = base.replace("    2,\n", "    2,\n] + [\n    9,\n")
    repo.fork(base, ours, theirs, "a.py")
    repo("merge", "side", code=1)
    assert "<<<<<<<" in repo.read("a.py")


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ("n: 5\na: 1\nb: 2\nc: 3\n", "a: 1\nb: 2\nc: 3\nn: 5\n", "n: 5\na: 1\nb: 2\nc: 3\n"),
        ("n: 5\na: 1\nb: 2\nc: 3\n", "a: 1\nb: 2\nc: 3\nn: 4\n", None),
        ("a: 1\nb: 2\nc: 3\nn: 4\n", "n: 5\na: 1\nb: 2\nc: 3\n", None),
    ],
)
def test_a_key_that_lines_would_merge_to_twice_stands_once(
    ours: str, theirs: str, merged: str | None, repo: Repo
) -> None:
    install(repo, "*.yaml")
    repo.fork("a: 1\nb: 2\nc: 3\n", ours, theirs, "values.yaml")
    repo("merge", "-m", "merged", "side", code=int(merged is None))
    text = repo.read("values.yaml")
    assert text == merged if merged else text.count("<<<<<<<") == 1


def test_a_crash_is_told_to_git(repo: Repo) -> None:
    from typer.testing import CliRunner

    from prefect_migrate.git.commands import app

    done = CliRunner().invoke(app, ["merge-driver", "--", "no/a", "no/b", "no/c"])
    assert done.exit_code == 129


def test_a_defect_costs_the_help_but_not_the_merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect_migrate.git import driver

    def fail(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(driver, "resolve_with_choices", fail)
    texts = {"base": BASE, "ours": OURS, "theirs": THEIRS.replace("7", "seven")}
    paths = {name: tmp_path / name for name in texts}
    for name, path in paths.items():
        path.write_text(texts[name])
    done = driver.drive_merge(
        driver.DriverTask(paths["base"], paths["ours"], paths["theirs"], "a.txt")
    )
    assert done.code == 1
    assert done.outcome is not None and done.outcome.refusal is not None
    assert "a defect" in done.outcome.refusal.message
    merged = paths["ours"].read_text()
    assert "two\n=======\nzwei\n" in merged and merged.endswith("seven\n")


def test_the_driver_keeps_crlf_and_the_byte_order_mark(repo: Repo) -> None:
    install(repo, "*.txt")
    texts = [("\ufeff" + t).replace("\n", "\r\n") for t in (BASE, OURS, BASE.replace("7", "8"))]
    repo.fork(*texts)
    repo("merge", "-q", "-m", "Merge", "side")
    assert repo.read() == texts[1].replace("7", "8")


def test_the_mergetool_resolves_what_it_can_under_git(repo: Repo) -> None:
    install(repo)
    repo.fork(BASE, OURS, THEIRS)
    repo("merge", "side", code=1)
    before = repo.read()
    repo("mergetool", "--tool=prefect-migrate", "--no-prompt", code=1)
    assert repo.read() == before
    assert repo("ls-files", "-u")


def test_the_mergetool_takes_a_file_that_a_person_resolved(repo: Repo) -> None:
    from prefect_migrate.git.driver import resolve_merged

    merged = repo.write("resolved by hand\n", "MERGED")
    assert (
        resolve_merged(
            repo.write(BASE, "BASE"), repo.write(OURS, "OURS"), repo.write(THEIRS, "THEIRS"), merged
        ).code
        == 0
    )
    assert merged.read_text() == "resolved by hand\n"


def test_the_program_is_found_without_a_name_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect_migrate.git import setup

    monkeypatch.setenv("PATH", "")
    assert setup.program_command().startswith(sys.executable)
