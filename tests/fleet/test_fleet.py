from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import distributed
import pytest

from prefect_migrate.fleet import engines, report
from prefect_migrate.fleet.sources import (
    FleetRepository,
    SourceError,
    find_repositories,
    is_url,
    without_credentials,
)
from prefect_migrate.fleet.task import FleetTask, Record

OLD = "from prefect.engine.executors import LocalExecutor\n\nexecutor = LocalExecutor()\n"
NEW = OLD.replace("prefect.engine.executors", "prefect.executors")
REPOSITORIES = int(os.environ.get("PREFECT_MIGRATE_TEST_REPOSITORIES", "200"))
BROKEN = "from prefect.engine.executors import LocalExecutor\n\ndef (:\n"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def repository(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin", "--allow-empty")
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect_migrate", "fleet", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def fleet(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def table(folder: Path) -> dict[str, dict[str, Any]]:
    document = json.loads((folder / "fleet.json").read_text())
    return {record["name"]: record for record in document["repositories"]}


def test_branches_in_clones_a_mirror_and_from_a_url(tmp_path: Path) -> None:
    old = repository(tmp_path / "clones" / "old", flow=OLD)
    repository(tmp_path / "clones" / "quiet", flow="print()\n")
    repository(tmp_path / "clones" / "group" / "half", flow=OLD, broken=BROKEN)
    bare = tmp_path / "mirror.git"
    git(tmp_path, "clone", "-q", "--mirror", str(old), str(bare))
    far = repository(tmp_path / "far" / "service", flow=OLD)
    (old / "flow.py").write_text("edited\n")
    (tmp_path / "list.txt").write_text(f"# all\n{far.as_uri()}  # by URL\nclones/old\n")

    done = fleet(tmp_path, "clones", "mirror.git", "list.txt", "--jobs", "2")
    assert done.returncode == 1, done.stderr
    found = table(tmp_path / "fleet")
    assert {name: record["status"] for name, record in found.items()} == {
        "half": "partly",
        "mirror": "migrated",
        "old": "migrated",
        "quiet": "untouched",
        "service": "migrated",
    }
    homes = (old, bare, tmp_path / "fleet" / "clones" / "service")
    for home in homes:
        assert git(home, "show", "prefect-migrate:flow.py") == NEW
        assert "PM120  1" in git(home, "log", "-1", "--format=%B", "prefect-migrate")
        assert git(home, "rev-list", "--count", "prefect-migrate").strip() == "2"
    assert (old / "flow.py").read_text() == "edited\n"
    assert git(old, "symbolic-ref", "HEAD") == "refs/heads/main\n"
    assert git(old, "worktree", "list").count("\n") == 1
    assert git(far, "branch", "--list", "prefect-migrate") == ""
    assert list(found["half"]["refused"]) == ["broken.py"]
    assert not (tmp_path / "fleet" / "work").exists()
    assert (tmp_path / "fleet" / "fleet.csv").read_text().count("\n") == 6
    assert "partly" in (tmp_path / "fleet" / "fleet.html").read_text()


def test_patches_leave_the_repository_alone(tmp_path: Path) -> None:
    old = repository(tmp_path / "old", flow=OLD)
    before = git(old, "count-objects", "-v") + git(old, "for-each-ref")
    done = fleet(tmp_path, "old", "--patches", "patches", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert git(old, "count-objects", "-v") + git(old, "for-each-ref") == before
    git(old, "apply", str(tmp_path / "patches" / "old.patch"))
    assert (old / "flow.py").read_text() == NEW


def test_patches_are_mails_whatever_git_is_set_to(tmp_path: Path) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text("[diff]\nnoprefix = true\n[format]\nattach = true\nsignOff = true\n")
    old = repository(tmp_path / "old", flow=OLD)
    done = subprocess.run(
        command("old", "--patches", "patches"),
        cwd=tmp_path,
        env={**environment(), "GIT_CONFIG_GLOBAL": str(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    git(old, "am", "-q", str(tmp_path / "patches" / "old.patch"))
    assert (old / "flow.py").read_text() == NEW
    assert "PM120  1" in git(old, "log", "-1", "--format=%B")


def test_repositories_in_every_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clones = tmp_path / "clones"
    for name in ("away", "beside", "detached", "hooks", "merging", "odd", "shallow-of"):
        repository(clones / name, flow=OLD)
    git(clones / "away", "symbolic-ref", "HEAD", "refs/heads/nowhere")
    git(clones / "beside", "branch", "prefect-migrate/old")
    git(clones / "detached", "checkout", "-q", "--detach")
    git(clones / "detached", "commit", "-q", "--allow-empty", "-m", "Further")
    for hook in ("reference-transaction", "post-checkout", "update"):
        path = clones / "hooks" / ".git" / "hooks" / hook
        path.write_text("#!/bin/sh\nexit 1\n")
        path.chmod(0o755)
    git(clones / "merging", "checkout", "-q", "-b", "side")
    for branch, text in (("side", "x = 1\n"), ("main", "x = 2\n")):
        git(clones / "merging", "checkout", "-q", branch)
        (clones / "merging" / "flow.py").write_text(OLD + text)
        git(clones / "merging", "commit", "-q", "-a", "-m", branch)
    with pytest.raises(subprocess.CalledProcessError):
        git(clones / "merging", "merge", "-q", "side")
    for broken in (b"=1+1.py", b"<b>.py", b"latin\xe9.py", b"two\nlines.py"):
        (clones / "odd" / os.fsdecode(broken)).write_text(BROKEN)
    git(clones / "odd", "add", "-A")
    git(clones / "odd", "commit", "-q", "-m", "Odd")
    git(clones, "clone", "-q", "--depth=1", (clones / "shallow-of").as_uri(), "shallow")
    git(clones, "init", "-q", "empty")
    git(clones / "detached", "worktree", "add", "-q", "--detach", str(clones / "linked"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "commit.gpgSign")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")

    done = fleet(tmp_path, "clones")
    assert done.returncode == 2, done.stderr
    found = table(tmp_path / "fleet")
    assert {name: record["status"] for name, record in found.items()} == {
        **dict.fromkeys(("detached", "hooks", "linked", "merging", "shallow"), "migrated"),
        **dict.fromkeys(("away", "beside"), "failed"),
        "empty": "untouched",
        "odd": "partly",
        "shallow-of": "migrated",
    }
    assert "its HEAD names refs/heads/nowhere" in found["away"]["reason"]
    assert "beside its branch prefect-migrate/old" in found["beside"]["reason"]
    assert found["empty"]["reason"] == "it has no commit yet"
    names = ["<b>.py", "=1+1.py", r"latin\xe9.py", r"two\nlines.py"]
    assert sorted(found["odd"]["refused"]) == names
    page = (tmp_path / "fleet" / "fleet.html").read_text()
    assert "&lt;b&gt;.py" in page
    assert "<b>" not in page


@pytest.mark.parametrize("name", ["", "-x", "a b", "a..b", "HEAD", "@", "x.lock"])
def test_names_that_are_none_for_a_branch(name: str, tmp_path: Path) -> None:
    repository(tmp_path / "old", flow=OLD)
    done = fleet(tmp_path, "old", f"--branch={name}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"prefect-migrate: error: --branch {name}: not a name for a branch\n"


def test_what_lies_above_a_repository_is_not_its_own(tmp_path: Path) -> None:
    repository(tmp_path / "old", flow=OLD)
    (tmp_path / "pyproject.toml").write_text("[tool.prefect-migrate]\nignore = ['PM120']\n")
    fleet(tmp_path, "old")
    assert table(tmp_path / "fleet")["old"]["status"] == "migrated"


def test_settings_that_are_wrong_are_one_repositorys_failure(tmp_path: Path) -> None:
    old = repository(tmp_path / "clones" / "old", flow=OLD)
    (old / "pyproject.toml").write_text("[tool.prefect-migrate]\nagent = 'no'\n")
    git(old, "add", "-A")
    git(old, "commit", "-q", "-m", "Settings")
    repository(tmp_path / "clones" / "other", flow=OLD)
    assert fleet(tmp_path, "clones").returncode == 2
    found = table(tmp_path / "fleet")
    assert found["other"]["status"] == "migrated"
    told = (
        "prefect-migrate failed: pyproject.toml: [tool.prefect-migrate]: agent: `no` is not one of "
    )
    assert found["old"]["reason"].startswith(told)


def test_two_urls_of_one_name_in_two_runs(tmp_path: Path) -> None:
    for team in ("a", "b"):
        repository(tmp_path / team / "same", **{team: OLD})
        fleet(tmp_path, (tmp_path / team / "same").as_uri())
    clones = (tmp_path / "fleet" / "clones").iterdir()
    shown = {git(clone, "ls-tree", "--name-only", "prefect-migrate") for clone in clones}
    assert shown == {"a.py\n", "b.py\n"}


def test_cells_are_no_formulas() -> None:
    record = Record("-cmd", "/a", "failed", refused={"=1+1.py": ""}, reason="@x")
    assert report.as_csv([record]).splitlines()[1] == "'-cmd,failed,0,,,'=1+1.py,,'@x"


@pytest.mark.slow
def test_a_cluster_that_is_lost_is_one_line(tmp_path: Path) -> None:
    functions = "".join(f"def f{n}(a):\n    return a + {n}\n" for n in range(10_000))
    for number in range(6):
        repository(tmp_path / "clones" / f"r{number}", flow=OLD + functions)
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("cluster.py"))],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as cluster:
        assert cluster.stdout is not None
        address = cluster.stdout.readline().strip()
        running = subprocess.Popen(
            command("clones", "--engine", "dask", "--scheduler", address),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert running.stdout is not None
        running.stdout.readline()
    _, told = running.communicate()
    assert running.returncode == 2
    (line,) = told.splitlines()
    assert line.startswith(f"prefect-migrate: error: the cluster at {address} is lost: ")
    assert fleet(tmp_path, "clones").returncode == 0


def test_an_output_folder_that_cannot_be(tmp_path: Path) -> None:
    repository(tmp_path / "old", flow=OLD)
    (tmp_path / "file").write_text("")
    done = fleet(tmp_path, "old", "-o", "file/below")
    assert done.returncode == 2
    assert done.stderr.endswith("file/below: Not a directory\n")


def test_interrupted_in_the_middle_of_its_repositories(
    tmp_path: Path, interruptible: Callable[..., subprocess.Popen[str]]
) -> None:
    functions = "".join(f"def f{n}(a):\n    return a + {n}\n" for n in range(15_000))
    for number in range(3):
        repository(tmp_path / "clones" / f"r{number}", flow=OLD + functions)
    running = interruptible("fleet", "clones", "-j", "2", cwd=tmp_path, env=environment())
    work = tmp_path / "fleet" / "work"
    while running.poll() is None and len(list(work.glob("*/tree/flow.py"))) < 2:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate()
    assert (running.returncode, out) == (130, "")
    assert err.startswith("prefect-migrate: interrupted")
    assert not work.exists()


@pytest.mark.parametrize("name", ["fleet", "fleet/records", "fleet/work", "fleet/clones"])
def test_a_link_in_the_place_of_a_folder(name: str, tmp_path: Path) -> None:
    """As it may lie in a tree that somebody else made."""
    repository(tmp_path / "old", flow=OLD)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    done = fleet(tmp_path, "old")
    assert (done.returncode, "a symbolic link" in done.stderr) == (2, True)
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not git(tmp_path / "old", "branch", "--list", "prefect-migrate")


def test_a_link_in_the_place_of_a_report_is_not_written_through(tmp_path: Path) -> None:
    repository(tmp_path / "old", flow=OLD)
    (tmp_path / "fleet").mkdir()
    (tmp_path / "mine").write_text("mine")
    for name in ("fleet.json", "fleet.json.tmp", "fleet.html"):
        (tmp_path / "fleet" / name).symlink_to(tmp_path / "mine")
    assert fleet(tmp_path, "old").returncode == 0
    assert (tmp_path / "mine").read_text() == "mine"
    assert "old" in table(tmp_path / "fleet")


def test_a_pipe_in_the_place_of_a_report(tmp_path: Path) -> None:
    repository(tmp_path / "old", flow=OLD)
    (tmp_path / "fleet").mkdir()
    os.mkfifo(tmp_path / "fleet" / "fleet.json")
    done = fleet(tmp_path, "old")
    assert done.returncode == 2
    assert done.stderr.endswith("fleet/fleet.json: not a regular file\n")


def test_two_fleets_at_once(tmp_path: Path) -> None:
    for number in range(4):
        repository(tmp_path / "clones" / f"r{number}", flow=OLD * (number + 1))
    running = [
        subprocess.Popen(
            command("clones", "-j", "2"),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for one in running:
        _, err = one.communicate()
        assert one.returncode == 0, err
    assert not (tmp_path / "fleet" / "work").exists()
    assert {row["status"] for row in table(tmp_path / "fleet").values()} == {"migrated"}
    assert len(branches(tmp_path / "clones")) == 4


def test_a_branch_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    old = repository(tmp_path / "old", flow=OLD)
    git(old, "branch", "mine")
    done = fleet(tmp_path, "old", "--branch", "mine")
    assert done.returncode == 2
    assert "choose another by --branch" in table(tmp_path / "fleet")["old"]["reason"]
    assert git(old, "rev-parse", "mine") == git(old, "rev-parse", "main")


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    old = repository(tmp_path / "old", flow=OLD)
    fleet(tmp_path, "old")
    first = table(tmp_path / "fleet")
    git(old, "branch", "-D", "prefect-migrate")
    again = fleet(tmp_path, "old")
    assert again.returncode == 0
    assert table(tmp_path / "fleet") == first
    assert "[1/1]" not in again.stdout
    (old / "flow.py").write_text(OLD + "\n")
    git(old, "commit", "-qam", "Go on")
    assert "[1/1] old: migrated" in fleet(tmp_path, "old").stdout


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    for number in range(8):
        repository(tmp_path / "clones" / f"r{number}", flow=OLD * (number + 1))
    chance = random.Random(7)
    for _ in range(3):
        running = subprocess.Popen(
            command("clones", "-j", "2"),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.3 + chance.random())
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert fleet(tmp_path, "clones", "-j", "2").returncode == 0
    for number in range(8):
        expected = NEW if number == 0 else None
        shown = git(tmp_path / "clones" / f"r{number}", "show", "prefect-migrate:flow.py")
        assert "prefect.engine" not in shown
        assert expected in (None, shown)


def test_sources(tmp_path: Path) -> None:
    repository(tmp_path / "a" / "same")
    repository(tmp_path / "b" / "same")
    named = find_repositories(
        [str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "a" / "same")]
    )
    assert [one.name for one in named] == ["same", "same-2"]
    (tmp_path / "empty").mkdir()
    (tmp_path / "list").write_text("nowhere\n")
    for source, told in (
        ("empty", "no repository"),
        ("gone", "no such file"),
        ("list", "list:1: nowhere: not a git repository"),
    ):
        with pytest.raises(SourceError, match=told):
            find_repositories([str(tmp_path / source)])


def test_urls() -> None:
    assert is_url("https://example.com/a.git")
    assert is_url("git@example.com:team/a.git")
    assert not is_url("team/a")
    shown = without_credentials("https://me:secret@example.com/a.git")
    assert shown == "https://example.com/a.git"
    (named,) = find_repositories(["git@example.com:team/a.git"])
    assert named.name == "a"


def test_tables_escape_what_they_show() -> None:
    record = Record("a<b", "/a", "failed", reason='"x", <script>')
    page = report.as_html([record])
    assert page.count("<script>") == 1  # its own
    assert "&lt;script&gt;" in page
    assert "a&lt;b" in page
    assert '"""x"", <script>"' in report.as_csv([record])


def test_dask_needs_a_scheduler_that_answers(tmp_path: Path) -> None:
    repository(tmp_path / "old")
    done = fleet(tmp_path, "old", "--engine", "dask")
    assert (done.returncode, "--scheduler" in done.stderr) == (2, True)


def branches(folder: Path) -> dict[str, str]:
    return {
        path.name: git(path, "rev-parse", "prefect-migrate").strip()
        for path in sorted(folder.iterdir())
        if git(path, "branch", "--list", "prefect-migrate")
    }


@pytest.mark.slow
def test_a_dask_cluster_that_loses_workers_does_what_one_machine_does(tmp_path: Path) -> None:
    clones = tmp_path / "clones"
    for number in range(REPOSITORIES):
        files = {"flow": OLD * (1 + number % 4)} if number % 5 else {"plain": "print()\n"}
        if number % 20 == 3:
            files["broken"] = BROKEN
        repository(clones / f"r{number:03}", **files)
    assert fleet(tmp_path, "clones", "-o", "local", "-j", "2").returncode == 1
    expected = branches(clones)
    assert len(expected) == REPOSITORIES * 4 // 5
    for name in expected:
        git(clones / name, "branch", "-q", "-D", "prefect-migrate")

    cluster = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("cluster.py"))],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert cluster.stdin is not None
    assert cluster.stdout is not None
    address = cluster.stdout.readline().strip()
    kills = 0
    try:
        running = subprocess.Popen(
            command("clones", "-o", "dask", "--engine", "dask", "--scheduler", address),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert running.stdout is not None
        with running.stdout as lines:
            for number, _ in enumerate(lines):
                if number % 10 == 5:
                    cluster.stdin.write("kill\n")
                    cluster.stdin.flush()
                    kills += 1
        assert running.wait() == 1
    finally:
        cluster.communicate(timeout=600)
    assert kills
    assert branches(clones) == expected
    for name in ("fleet.json", "fleet.csv", "fleet-findings.csv", "fleet.html"):
        assert (tmp_path / "dask" / name).read_bytes() == (tmp_path / "local" / name).read_bytes()


@pytest.mark.slow
def test_a_cluster_without_workers_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = repository(tmp_path / "old", flow=OLD)
    task = FleetTask(FleetRepository("old", str(old)), str(tmp_path / "work"), "prefect-migrate")
    said: list[str] = []
    monkeypatch.setattr(engines, "_QUIET", 0.2)
    with distributed.LocalCluster(
        n_workers=0, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:

        def say(text: str) -> None:
            said.append(text)
            if len(said) == 2:
                cluster.scale(1)

        monkeypatch.setattr(sys.stderr, "write", say)
        ((key, record),) = engines.run_on_dask({"old": task}, cluster.scheduler_address)
    assert (key, record.status) == ("old", "migrated")
    assert said == ["prefect-migrate: the cluster has no worker; waiting for one\n"] * 2


AGENTS = "from prefect import Flow\nfrom prefect.environments import LocalEnvironment\nf = Flow('a', environment=LocalEnvironment(labels=['b']))\n"


def test_every_option_of_a_run(tmp_path: Path) -> None:
    repository(tmp_path / "clones" / "old", flow=OLD + AGENTS)
    done = fleet(tmp_path, "--ignore", "PM120", "clones", "--from", "0.13", "--agent=kubernetes")
    assert done.returncode == 0, done.stderr
    shown = git(tmp_path / "clones" / "old", "show", "prefect-migrate:flow.py")
    assert "prefect.engine.executors" in shown
    assert "UniversalRun" in shown
    for wrong, told in (
        (("--from", "5"), "Prefect 5"),
        (("--agent", "cat"), "cat"),
        (("--no-such",), "--no-such"),
        (("--select",), "--select"),
        (("--ignore=XX",), "XX"),
    ):
        done = fleet(tmp_path, "clones", *wrong)
        assert done.returncode == 2, wrong
        assert told in done.stderr, done.stderr
        assert "Traceback" not in done.stderr


def test_a_fleet_that_only_looks(tmp_path: Path) -> None:
    old = repository(tmp_path / "clones" / "old", flow=OLD)
    repository(tmp_path / "clones" / "quiet", flow="print()\n")
    before = git(old, "count-objects", "-v") + git(old, "for-each-ref")
    done = fleet(tmp_path, "clones", "--check")
    assert (done.returncode, done.stderr) == (1, "")
    assert table(tmp_path / "fleet")["old"]["changes"] == {"PM120": 1}
    done = fleet(tmp_path, "clones", "--diff", "-q")
    assert done.returncode == 1
    assert git(old, "count-objects", "-v") + git(old, "for-each-ref") == before
    (tmp_path / "all.diff").write_text(done.stdout)
    git(old, "apply", str(tmp_path / "all.diff"))
    assert (old / "flow.py").read_text() == NEW


def test_reports_of_a_fleet(tmp_path: Path) -> None:
    old = repository(tmp_path / "clones" / "old", flow=OLD)
    repository(tmp_path / "clones" / "half", broken=BROKEN)
    more = ("--output-format=sarif", "--html=page.html", "--statistics", "--quiet")
    done = fleet(tmp_path, "clones", *more, "--color=always")
    assert done.returncode == 1
    sarif = json.loads((tmp_path / "fleet" / "reports" / "old.sarif").read_text())
    assert [found["ruleId"] for found in sarif["runs"][0]["results"]] == ["PM120"]
    assert (tmp_path / "page.html").read_text() == (tmp_path / "fleet/fleet.html").read_text()
    assert "half: \x1b[33mpartly\x1b[0m" in done.stdout
    assert "old:" not in done.stdout
    assert "PM120            1       0" in done.stdout
    assert git(old, "branch", "--list", "prefect-migrate")


def test_a_fleet_since_a_revision(tmp_path: Path) -> None:
    old = repository(tmp_path / "old", flow=OLD)
    git(old, "tag", "begin")
    (old / "later.py").write_text(OLD)
    git(old, "add", "-A")
    git(old, "commit", "-qm", "Later")
    done = fleet(tmp_path, "old", "--since=begin", "--add", "--no-cache", "--allow-dirty")
    assert done.returncode == 0, table(tmp_path / "fleet")
    assert git(old, "diff", "--name-only", "main", "prefect-migrate") == "later.py\n"


def test_other_options_move_the_branch_that_the_tool_made(tmp_path: Path) -> None:
    old = repository(tmp_path / "old", flow=OLD + AGENTS)
    assert fleet(tmp_path, "old", "--ignore=PM120").returncode == 0
    first = git(old, "rev-parse", "prefect-migrate")
    assert fleet(tmp_path, "old").returncode == 0
    second = git(old, "rev-parse", "prefect-migrate")
    assert first != second
    assert fleet(tmp_path, "old", "--ignore=PM1", "-o", "elsewhere").returncode == 0
    assert fleet(tmp_path, "old", "--ignore=PM101", "-o", "elsewhere").returncode == 2
    assert git(old, "rev-parse", "prefect-migrate") == second
    git(old, "worktree", "add", "-q", str(tmp_path / "beside"), "prefect-migrate")
    assert fleet(tmp_path, "old", "--ignore=PM101").returncode == 2
    assert "is checked out" in table(tmp_path / "fleet")["old"]["reason"]
    git(tmp_path / "beside", "commit", "-q", "--allow-empty", "-m", "By hand")
    git(old, "worktree", "remove", str(tmp_path / "beside"))
    assert fleet(tmp_path, "old", "--ignore=PM101").returncode == 2
    assert "something else in it" in table(tmp_path / "fleet")["old"]["reason"]
    assert git(old, "log", "-1", "--format=%s", "prefect-migrate") == "By hand\n"


def test_options_that_change_nothing_take_the_earlier_branch_back(tmp_path: Path) -> None:
    old = repository(tmp_path / "old", flow=OLD)

    def branches() -> str:
        return git(old, "for-each-ref", "--format=%(refname:short)", "refs/heads")

    assert fleet(tmp_path, "old").returncode == 0
    first = git(old, "rev-parse", "prefect-migrate")
    assert fleet(tmp_path, "old", "--ignore=PM1").returncode == 0
    assert branches() == "main\n"
    assert table(tmp_path / "fleet")["old"]["status"] == "untouched"
    assert fleet(tmp_path, "old").returncode == 0
    assert git(old, "rev-parse", "prefect-migrate") == first
    assert table(tmp_path / "fleet")["old"]["status"] == "migrated"
    git(old, "checkout", "-q", "prefect-migrate")
    git(old, "commit", "-q", "--allow-empty", "-m", "By hand")
    git(old, "checkout", "-q", "main")
    assert fleet(tmp_path, "old", "--ignore=PM1").returncode == 0
    assert branches() == "main\nprefect-migrate\n"


def test_options_that_change_nothing_take_the_earlier_patch_back(tmp_path: Path) -> None:
    repository(tmp_path / "old", flow=OLD)
    patches = ("--patches", "patches")
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches" / "mine.patch").write_text("mine")
    assert fleet(tmp_path, "old", *patches).returncode == 0
    assert (tmp_path / "patches" / "old.patch").exists()
    assert fleet(tmp_path, "old", *patches, "--ignore=PM1").returncode == 0
    assert [path.name for path in (tmp_path / "patches").iterdir()] == ["mine.patch"]
    assert fleet(tmp_path, "old", *patches).returncode == 0
    assert (tmp_path / "patches" / "old.patch").exists()


ATTRIBUTES = (
    *("* text eol=lf\n", "*.py text\n", "* text=auto\n", "* ident\n", "*.py text eol=crlf\n"),
    *("*.py working-tree-encoding=UTF-16\n", "* filter=no\n", "*.py -diff\n", "* binary\n"),
)


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_commit_holds_what_was_migrated_and_nothing_else(
    attributes: str, end: str, tmp_path: Path
) -> None:
    old = repository(tmp_path / "old")
    git(old, "config", "core.autocrlf", "false")
    for name in ("flow.py", "other.py", "b.txt"):
        text = (OLD if name == "flow.py" else "# $Id: x $\na = 1\n").replace("\n", end)
        (old / name).write_bytes(text.encode())
    git(old, "add", "-A")
    git(old, "commit", "-q", "-m", "files")
    (old / ".gitattributes").write_text(attributes)
    git(old, "add", ".gitattributes")
    git(old, "commit", "-q", "-m", "attributes", "--", ".gitattributes")
    assert fleet(tmp_path, "old").returncode == 0
    assert git(old, "diff", "--name-only", "main", "prefect-migrate") == "flow.py\n"
    blob = ["git", "-C", str(old), "cat-file", "blob", "prefect-migrate:flow.py"]
    held = subprocess.run(blob, check=True, capture_output=True).stdout
    assert held == NEW.replace("\n", end).encode()
    assert table(tmp_path / "fleet")["old"]["files"] == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_ends_children_and_what_it_leaves_is_cleaned(number: int, tmp_path: Path) -> None:
    functions = "".join(f"def f{n}(a):\n    return a + {n}\n" for n in range(15_000))
    repository(tmp_path / "clones" / "r", flow=OLD + functions)
    running = subprocess.Popen(
        command("clones"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # The tests themselves may have been started by nohup.
        preexec_fn=lambda: number == signal.SIGKILL or signal.signal(number, signal.SIG_DFL),
    )
    trees = tmp_path / "fleet" / "work"
    while running.poll() is None and not list(trees.glob("*/tree/flow.py")):
        time.sleep(0.01)
    assert running.poll() is None
    running.send_signal(number)
    _, err = running.communicate()
    assert "Traceback" not in err
    if number != signal.SIGKILL:
        assert running.returncode == 128 + number
        assert not trees.exists()
    # What SIGKILL left running holds the lock of its folder.
    for lock in trees.glob("*.lock"):
        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)
    assert fleet(tmp_path, "clones").returncode == 0
    assert not trees.exists()


def test_a_fleet_started_by_nohup_outlives_a_hangup(tmp_path: Path) -> None:
    repository(tmp_path / "clones" / "r", flow=OLD)
    running = subprocess.Popen(
        command("clones"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=partial(signal.signal, signal.SIGHUP, signal.SIG_IGN),
    )
    while running.poll() is None and not (tmp_path / "fleet" / "work").exists():
        time.sleep(0.01)
    running.send_signal(signal.SIGHUP)
    assert running.wait() == 0
