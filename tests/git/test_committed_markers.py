"""Two histories of one documentation, merged by git, and committed with all their markers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Repo = Any

GUIDE = """\
# Nightly load

The flow runs every night, on the cluster of the team. See
[the storage page](/orchestration/{storage}) for where it is kept.

## Source

```python
from prefect import Flow, task
{imports}


@task
def load():
    return 1


with Flow("nightly") as flow:
    load()

{settings}
```

## Deploy

{deploy}

- The agent polls every ten seconds.
- {item}
"""
OLD_GUIDE = GUIDE.format(
    storage="execution/storage_options.html",
    imports="from prefect.environments import LocalEnvironment\n"
    "from prefect.environments.storage import Docker",
    settings='flow.environment = LocalEnvironment(labels=["team"])\n'
    'flow.storage = Docker(registry_url="r.example")',
    deploy="Start an agent by hand and leave its terminal open, or write a unit for systemd.",
    item="Labels are those of the environment.",
)
NEW_GUIDE = GUIDE.format(
    storage="flow_config/storage.md",
    imports="from prefect.run_configs import UniversalRun\nfrom prefect.storage import Docker",
    settings='flow.run_config = UniversalRun(labels=["team"])\n'
    'flow.storage = Docker(registry_url="r.example")',
    deploy="An agent is installed with the chart; its values stand in `agent.yaml`.",
    item="Labels are those of the run config.",
)

AGENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: prefecthq/prefect:{tag}
          command: ["prefect", "agent", {verb}]
{more}"""
OLD_AGENT = AGENT.format(replicas=1, tag="0.13.19", verb='"start", "kubernetes"', more="")
NEW_AGENT = AGENT.format(
    replicas=2,
    tag="1.4.1",
    verb='"kubernetes", "start"',
    more="          resources:\n            limits:\n              memory: 256Mi\n",
)
OLD_AGENT_WITH_FACT = (
    OLD_AGENT + "          env:\n            - name: TEAM\n              value: data\n"
)
KEPT = "          env:\n            - name: TEAM\n              value: data\n"

FLOW = """\
\"\"\"Reports, once a day.\"\"\"

import datetime
{imports}


@task
def collect(day):
    return {collect}


@task
def send(rows):
    print(len(rows))


with Flow("report") as flow:
    send(collect(datetime.date.today()))

{settings}
"""
OLD_FLOW = FLOW.format(
    imports="import os\n\nfrom prefect import Flow, task\n"
    "from prefect.engine.executors import LocalDaskExecutor\n"
    "from prefect.environments import LocalEnvironment",
    collect='[day, os.environ["TEAM"]]',
    settings="flow.environment = LocalEnvironment(executor=LocalDaskExecutor())",
)
NEW_FLOW = FLOW.format(
    imports="\nfrom prefect import Flow, task\nfrom prefect.executors import LocalDaskExecutor",
    collect="[day, 'data']",
    settings="flow.executor = LocalDaskExecutor()",
)

FILES: dict[str, tuple[str, str]] = {
    "docs/guide.md": (OLD_GUIDE, NEW_GUIDE),
    "docs/words.md": (
        "# Words\n\nA flow is a list of tasks, in an order.\n",
        "# Words\n\nA flow is a graph of tasks.\n\nA task is a function.\n",
    ),
    "docs/index.rst": (
        "Home\n====\n\nStart with :doc:`guide`.\n",
        "Home\n====\n\nBegin with :doc:`guide`, then read :doc:`words`.\n",
    ),
    "k8s/agent.yaml": (OLD_AGENT, NEW_AGENT),
    "k8s/team.yaml": (OLD_AGENT_WITH_FACT, NEW_AGENT),
    "flows/report.py": (OLD_FLOW, NEW_FLOW),
    "flows/empty.py": ("X = 1\n", "X = 2\nY = 3\n"),
    "notes/sizes.dat": ("small 1\nlarge 10\n", "small 1\nlarge 20\n"),
    "Dockerfile": (
        "FROM prefecthq/prefect:0.13.19\nRUN pip install pandas\n",
        "FROM prefecthq/prefect:1.4.1\nRUN pip install pandas==1.3\n",
    ),
    "windows.txt": ("one\ntwo\n", "one\r\ntwo\r\n"),
    "CHANGELOG.md": (
        "# Changelog\n\n## 0.2\n\n- Second.\n\n## 0.1\n\n- First.\n",
        "# Changelog\n\n## 0.3\n\n- Third.\n\n## 0.2\n\n- Second one.\n\n## 0.1\n\n- First.\n",
    ),
}


def write(repo: Repo, which: int, subject: str) -> None:
    for name, versions in FILES.items():
        repo.write(versions[which], name)
    repo("add", "--all")
    repo("commit", "-q", "-m", subject)


@pytest.fixture(params=["ours", "theirs"])
def tree(request: pytest.FixtureRequest, repo: Repo) -> tuple[Repo, bool]:
    """Markers in every file, and whether the newer side is ``ours``."""
    write(repo, 0, "old")
    repo("branch", "old")
    write(repo, 1, "new")
    repo("checkout", "-q", "--orphan", "partner", "old")
    repo("commit", "-q", "-m", "copied from elsewhere")
    if request.param == "ours":
        repo("checkout", "-q", "main")
    repo(
        "merge",
        "-q",
        "--allow-unrelated-histories",
        "partner" if request.param == "ours" else "main",
        code=1,
    )
    repo("add", "--all")
    repo("commit", "-q", "-m", "merged")
    for name in FILES:
        assert "<<<<<<<" in repo.read(name), name
    return repo, request.param == "ours"


def expected(name: str, newer_is_ours: bool) -> str:
    """The newer version; of a file that differs in its line ends only, the one at hand."""
    old, new = FILES[name]
    if old == new.replace("\r\n", "\n") and not newer_is_ours:
        return old
    return new


def test_with_the_history_every_file_is_the_newer_version(
    tree: tuple[Repo, bool], command: Callable[..., Any]
) -> None:
    repo, newer_is_ours = tree
    done = command(".", cwd=repo.top)
    assert done.returncode == 0, done.stdout.decode()
    for name in FILES:
        assert repo.read(name) == expected(name, newer_is_ours), name


def test_as_plain_files_the_newer_side_wins_where_nothing_else_decides(
    tree: tuple[Repo, bool], command: Callable[..., Any], tmp_path: Path
) -> None:
    repo, newer_is_ours = tree
    plain = tmp_path / "plain"
    shutil.copytree(repo.top, plain, ignore=shutil.ignore_patterns(".git"))
    done = command(".", "--prefer", "newer", "--verbose", cwd=plain)
    assert done.returncode == 0, done.stdout.decode()
    for name in FILES:
        text = (plain / name).read_bytes().decode()
        if name == "k8s/team.yaml":  # the older side has a fact of its own
            assert KEPT in text
            text = text.replace(KEPT, "")
        assert text == expected(name, newer_is_ours), name
    assert 'os.environ["TEAM"]' in done.stdout.decode(), "what is dropped is named"


def test_without_the_users_word_what_nothing_decides_stays(
    tree: tuple[Repo, bool], command: Callable[..., Any], tmp_path: Path
) -> None:
    repo, _ = tree
    plain = tmp_path / "plain"
    shutil.copytree(repo.top, plain, ignore=shutil.ignore_patterns(".git"))
    done = command(".", cwd=plain)
    assert done.returncode == 1
    for name in ("notes/sizes.dat", "flows/empty.py", "docs/index.rst"):
        assert (plain / name).read_bytes().decode() == repo.read(name), name


def test_only_files_with_conflicts(tmp_path: Path, command: Callable[..., Any]) -> None:
    old = "from prefect.engine.executors import LocalExecutor\n"
    (tmp_path / "flow.py").write_text(old)
    (tmp_path / "sizes.dat").write_text("<<<<<<< a\n1 \n=======\n1\n>>>>>>> b\n")
    (tmp_path / "sizes.dat.orig").write_text("<<<<<<< a\n1 \n=======\n1\n>>>>>>> b\n")
    (tmp_path / "image.bin").write_bytes(b"\0\n<<<<<<< a\n1 \n=======\n1\n>>>>>>> b\n")
    kept = {path: path.read_bytes() for path in tmp_path.iterdir() if path.name != "sizes.dat"}
    assert command("--conflicted", ".").returncode == 0
    assert (tmp_path / "sizes.dat").read_text() == "1 \n"
    assert {path: path.read_bytes() for path in kept} == kept
