from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from prefect_codemods.options import Options
from prefect_migrate import journal, writing
from prefect_migrate.bulk.cache import Cache
from prefect_migrate.bulk.run import UNCOMMITTED, Run, RunOptions
from prefect_migrate.config import Files
from prefect_migrate.model import Outcome
from prefect_migrate.settings import Settings

OLD = "from prefect.engine.executors import LocalExecutor\n\nexecutor = LocalExecutor()\n"
NEW = OLD.replace("prefect.engine.executors", "prefect.executors")
DONE = "from prefect import task\n"


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PREFECT_MIGRATE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PREFECT_MIGRATE_CACHE_DIR", str(tmp_path / "cache"))
    return folder


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def run(
    *paths: str, writes: bool = True, run_options: RunOptions | None = None
) -> tuple[Run, dict[str, Outcome]]:
    made = Run(paths or (".",), writes=writes, run_options=run_options or RunOptions(jobs=2))
    return made, {outcome.source.path: outcome for outcome in made}


def test_writes_what_changes_and_undoes_it(tree: Path) -> None:
    for name in ("a.py", "b.py"):
        Path(name).write_text(OLD)
    Path("c.py").write_text(DONE)
    made, outcomes = run()
    assert list(outcomes) == ["a.py", "b.py", "c.py"]
    assert made.written == ["a.py", "b.py"]
    assert Path("a.py").read_text() == Path("b.py").read_text() == NEW
    last = journal.last_run(tree)
    assert last is not None
    assert all(result.done for result in journal.undo_run(last, writing.write_file))
    assert Path("a.py").read_text() == OLD


def test_without_writes_nothing_is_touched() -> None:
    Path("a.py").write_text(OLD)
    made, outcomes = run(writes=False)
    assert outcomes["a.py"].changed
    assert made.written == []
    assert Path("a.py").read_text() == OLD


def test_uncommitted_files_of_a_walk_are_passed_over() -> None:
    git("init", "-q")
    for name in ("clean.py", "edited.py", "staged.py"):
        Path(name).write_text(DONE if name != "clean.py" else OLD)
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    for name in ("edited.py", "staged.py", "untracked.py"):
        Path(name).write_text(OLD)
    git("add", "staged.py")
    made, outcomes = run()
    assert made.written == ["clean.py"]
    for name in ("edited.py", "staged.py", "untracked.py"):
        (told,) = outcomes[name].diagnostics
        assert told.rule == UNCOMMITTED.code
        assert Path(name).read_text() == OLD
    made, _ = run("edited.py")
    assert made.written == ["edited.py"]
    made, _ = run(run_options=RunOptions(allow_dirty=True))
    assert made.written == ["staged.py", "untracked.py"]


@pytest.mark.parametrize("option", ["--assume-unchanged", "--skip-worktree"])
def test_what_git_is_told_not_to_look_at_is_passed_over(option: str) -> None:
    git("init", "-q")
    for name in ("a.py", "b.py"):
        Path(name).write_text(OLD)
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("update-index", option, "b.py")
    Path("b.py").write_text(OLD + "# mine\n")
    assert run()[0].written == ["a.py"]
    assert run("b.py")[0].written == ["b.py"]


def test_a_hook_finds_the_same_base(monkeypatch: pytest.MonkeyPatch) -> None:
    git("init", "-q", "-b", "main")
    Path("sub").mkdir()
    text = "from prefect import Flow\nfrom prefect{}.executors import LocalExecutor\nx = {}\n"
    Path("sub/a.py").write_text(text.format(".engine", 1))
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("branch", "side")
    for branch, now in (("main", text.format("", 3)), ("side", text.format(".engine", "1\ny = 2"))):
        git("checkout", "-q", branch)
        Path("sub/a.py").write_text(now)
        git("commit", "-q", "-a", "-m", branch)
    git("checkout", "-q", "main")
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "-q", "side")
    before = cli("--diff", "--verbose", ".")
    monkeypatch.setenv("GIT_DIR", ".git")
    inside = cli("--diff", "--verbose", ".")
    assert (inside.stdout, inside.stderr) == (before.stdout, before.stderr)


def test_what_needs_nothing_is_remembered(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        Path(name).write_text(DONE)
    assert run()[0].candidates == 2
    Path("b.py").write_text(OLD)
    made, outcomes = run()
    assert made.candidates == 1
    assert list(outcomes) == ["b.py"]
    assert run(run_options=RunOptions(cache=False))[0].candidates == 2
    for file in (tmp_path / "cache").iterdir():
        file.write_bytes(file.read_bytes()[:-3])
    assert [run()[0].candidates for _ in range(3)] == [1, 0, 0]


def test_a_cache_that_cannot_be_used_costs_time_alone(tmp_path: Path) -> None:
    Path("a.py").write_text(DONE)
    assert [run()[0].candidates for _ in range(2)] == [1, 0]
    (file,) = (tmp_path / "cache").iterdir()
    data = file.read_bytes()
    for spoilt in (b"", b"garbage", data[3:], data * 2 + b"x"):
        file.write_bytes(spoilt)
        assert run()[0].candidates in (0, 1)
        assert run()[0].candidates == 0
    file.unlink()
    file.mkdir()
    assert [run()[0].candidates for _ in range(2)] == [1, 1]


def test_caches_of_old_tools_go(tmp_path: Path) -> None:
    Path("a.py").write_text(DONE)
    folder = tmp_path / "cache"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.bin").write_bytes(b"")
        os.utime(folder / f"{number:02}.bin", (number, number))
    run()
    assert len(list(folder.iterdir())) == 20
    assert not (folder / "20.bin").exists()
    assert (folder / "21.bin").exists()


def test_the_cache_knows_settings_apart(tmp_path: Path) -> None:
    data = DONE.encode()
    Path("a.py").write_bytes(data)
    _, outcomes = run(run_options=RunOptions(cache=False))
    cache = Cache(Settings())
    cache.learn(outcomes["a.py"], data)
    cache.save()
    assert Cache(Settings()).known("a.py", data)
    assert not Cache(Settings()).known("a.py", data + b"\n")
    assert not Cache(Settings()).known("b.py", data)
    assert not Cache(Settings(todo=True)).known("a.py", data)


def test_the_same_results_whatever_the_number_of_jobs() -> None:
    for number in range(12):
        Path(f"{number:02}.py").write_text(OLD * (1 + number % 5))
        Path(f"{number:02}.md").write_text(f"```python\n{OLD}```\n")
    results = []
    for jobs in (1, 2, 4):
        made = Run((".",), run_options=RunOptions(jobs=jobs, cache=False))
        results.append([(outcome.source.path, outcome.text) for outcome in made])
    assert results[0] == results[1] == results[2]
    assert len(results[0]) == 24


FLOW = """from prefect import Flow
from prefect.environments import KubernetesJobEnvironment

with Flow("f") as flow:
    pass

flow.environment = KubernetesJobEnvironment(job_spec_file="{}")
"""


def test_templates_that_a_run_has_no_business_with(tmp_path: Path) -> None:
    git("init", "-q")
    Path(".gitignore").write_text("made/\n")
    (tmp_path / "away.yaml").write_text("kind: Job\n")
    for name in ("../away", "made/job", "out/job", "in/job"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(f"{name}.yaml").write_text("kind: Job\n")
        Path(f"{Path(name).parent.name or 'up'}.py").write_text(FLOW.format(f"{name}.yaml"))
    files = Files(Path.cwd(), extend_exclude=("out/",))
    made = Run((".",), files=files, run_options=RunOptions(cache=False))
    assert [o.source.path for o in made][-1] == "in/job.yaml"
    told = {note.path: note.reason for note in made.notes}
    assert {os.path.realpath(path): reason.split("names ")[1] for path, reason in told.items()} == {
        str(tmp_path / "away.yaml"): "lies outside; name it to have it migrated",
        os.path.realpath("made/job.yaml"): "is ignored by git; name it to have it migrated",
        os.path.realpath(
            "out/job.yaml"
        ): "is excluded by the settings; name it to have it migrated",
    }
    named = Run((".", "out/job.yaml"), files=files, run_options=RunOptions(cache=False))
    assert "out/job.yaml" in [outcome.source.path for outcome in named]


def test_a_named_template_is_taken_even_with_changes() -> None:
    git("init", "-q")
    Path("flow.py").write_text(FLOW.format("job.yaml"))
    Path("job.yaml").write_text(
        "kind: Job\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: flow\n          image: prefecthq/prefect:0.13.19\n"
    )
    settings = Settings(codemods=Options(agent="kubernetes", unsafe_fixes=True))
    beside = Run(("flow.py",), settings, run_options=RunOptions(cache=False), writes=True)
    assert UNCOMMITTED.code in [d.rule for outcome in beside for d in outcome.diagnostics]
    assert beside.written == ["flow.py"]
    Path("flow.py").write_text(FLOW.format("job.yaml"))
    named = Run(("flow.py", "job.yaml"), settings, run_options=RunOptions(cache=False), writes=True)
    assert not [d for outcome in named for d in outcome.diagnostics]
    assert named.written == ["flow.py", "job.yaml"]


# As on macOS and Windows, where workers begin anew instead of being forked.
SPAWNED = """
import sys
from prefect_migrate.__main__ import main
from prefect_migrate.bulk import workers
workers._may_fork = lambda: False
if __name__ == "__main__":
    sys.exit(main())
"""


def test_workers_that_begin_anew_do_the_same(tmp_path: Path) -> None:
    script = tmp_path / "spawned.py"
    script.write_text(SPAWNED)
    template = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: x\n"
    sources = {
        **{f"{number}.py": OLD * (number + 1) for number in range(3)},
        "page.md": f"<<<<<<< HEAD\n```python\n{NEW}```\n=======\n```python\n{OLD}```\n>>>>>>> x\n",
        "clash.py": f"<<<<<<< HEAD\n{NEW}=======\n{OLD}>>>>>>> x\n",
        "broken.py": "from prefect.engine.executors import (\n",
        "latin.py": "from prefect.engine.executors import LocalExecutor  # \udce9\n",
        "flow.py": "from prefect import Flow\n"
        "from prefect.environments import KubernetesJobEnvironment\n\n"
        'with Flow("f") as flow:\n    pass\n\n'
        'flow.environment = KubernetesJobEnvironment(job_spec_file="job.yaml")\n',
        "job.yaml": template,
    }
    results = []
    for name, begin in (("fork", ["-m", "prefect_migrate"]), ("spawn", [str(script)])):
        folder = tmp_path / name
        folder.mkdir()
        for path, text in sources.items():
            (folder / path).write_bytes(text.encode("utf-8", "surrogateescape"))
        command = [sys.executable, *begin, ".", "--jobs=2", "--no-cache", "--agent=kubernetes"]
        for more in ("--diff", "--output-format=json", "--statistics"):
            done = subprocess.run(
                [*command, more],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                capture_output=True,
                check=False,
            )
            files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
            out = b"" if more == "--statistics" else done.stdout
            results.append((done.returncode, out, files))
    assert results[:3] == results[3:]
    assert results[2][2] != {
        name: text.encode("utf-8", "surrogateescape") for name, text in sources.items()
    }


def test_a_full_disk_below_the_output_is_one_line() -> None:
    Path("a.py").write_text(OLD)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "prefect_migrate", "--diff", "a.py"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "prefect-migrate: error: [Errno 28] No space left on device\n"


def cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "prefect_migrate", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_line_writes_counts_and_undoes() -> None:
    for name in ("a.py", "b.py", "c.txt"):
        Path(name).write_text(OLD)
    done = cli(".", "--statistics", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert Path("a.py").read_text() == Path("b.py").read_text() == NEW
    assert "looked at 3, of interest 2" in done.stdout
    assert "undo" in done.stderr
    listed = cli("undo", "--list").stdout
    assert "2 files" in listed
    Path("b.py").write_text("mine")
    undone = cli("undo")
    assert (undone.returncode, undone.stdout) == (1, "1 file restored.\n")
    assert "b.py: left alone: it has changed since" in undone.stderr
    assert Path("a.py").read_text() == OLD
    Path("b.py").write_text(NEW)
    assert cli("undo", "--run", listed.split()[0]).returncode == 0
    assert cli("undo").returncode == 2


def test_an_unknown_revision_is_wrong_usage() -> None:
    git("init", "-q")
    done = cli(".", "--since", "nowhere")
    assert done.returncode == 2
    assert "--since nowhere" in done.stderr


def test_a_job_template_is_read_as_one() -> None:
    Path("flows").mkdir()
    Path("flows/flow.py").write_text(
        "from prefect import Flow\n"
        "from prefect.environments import KubernetesJobEnvironment\n\n"
        'with Flow("f") as flow:\n    pass\n\n'
        'flow.environment = KubernetesJobEnvironment(job_spec_file="job.yaml")\n'
    )
    Path("flows/job.yaml").write_text("apiVersion: batch/v1\nkind: Job\n")
    made, outcomes = run(run_options=RunOptions(jobs=2, cache=False))
    assert list(outcomes) == ["flows/flow.py", "flows/job.yaml"]
    assert not made.notes


def test_reports_know_the_rules_of_code_that_only_workers_loaded() -> None:
    command = 'import subprocess\n\nsubprocess.run(["prefect", "agent", "start", "local"])\n'
    for name in ("a.py", "b.py"):
        Path(name).write_text(command)
    log = json.loads(cli(".", "--check", "--output-format", "sarif").stdout)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert rules
    assert all(rule["shortDescription"]["text"] for rule in rules)
