"""Names that another file of the tree imports from a module stay, and are reported there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from prefect_migrate import importing_files, migrate_file
from prefect_migrate.model import Outcome

COMMON = """\
from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.tasks.prefect import FlowRunTask


def make():
    FlowRunTask()
    return Flow("f", environment=LocalEnvironment(labels=["a"]))
"""
KEPT = [
    ("flows/etl.py", "from flows.common import LocalEnvironment\n"),
    ("flows/etl.py", "from .common import make, LocalEnvironment as Env\n"),
    ("flows/deep/etl.py", "from ..common import (\n    make,\n    LocalEnvironment,\n)\n"),
    ("flows/etl.py", "def build():\n    from common import LocalEnvironment\n"),
    ("jobs/run.py", "from flows.common import *\n\nprint(LocalEnvironment)\n"),
    ("jobs/run.py", "import flows.common\n\nprint(flows.common.LocalEnvironment)\n"),
    ("jobs/run.py", "import flows.common as c\n\nprint(c.LocalEnvironment)\n"),
    ("jobs/run.py", "from flows import common\n\nprint(common.LocalEnvironment)\n"),
    ("flows/etl.py", "from . import common as c\n\nprint(c.LocalEnvironment)\n"),
    ("flows/etl.py", "\ufefffrom flows.common import LocalEnvironment\n"),
    (
        "flows/etl.py",
        "<<<<<<< HEAD\nfrom flows.common import make\n=======\n"
        "from flows.common import LocalEnvironment\n>>>>>>> topic\n",
    ),
    (
        "flows/etl.py",
        "<<<<<<< HEAD\nfrom flows import (common,\n||||||| base\nimport (\n=======\n"
        "from flows import (extract,\n>>>>>>> topic\n  load)\nx = common.LocalEnvironment\n",
    ),
    (
        "tests/test_it.py",
        'from unittest import mock\n\nmock.patch("flows.common.LocalEnvironment")\n',
    ),
]
LEFT_ALONE = [
    ("flows/etl.py", "from flows.common import make\n"),
    ("flows/etl.py", "from flows.uncommon import LocalEnvironment\n"),
    ("flows/etl.py", "from other.common import LocalEnvironment\n"),
    ("jobs/etl.py", "from .common import LocalEnvironment\n"),
    ("flows/etl.py", "from prefect.environments import LocalEnvironment  # not of common\n"),
    ("flows/etl.py", "from flows import common\n\n# common.LocalEnvironment\n"),
    ("flows/etl.py", "from flows import common\n\nprint(other.LocalEnvironment)\n"),
    ("flows/etl.txt", "from flows.common import LocalEnvironment\n"),
    ("flows/etl.py", "from flows.common import LocalEnvironment not Python\n"),
    (
        "flows/etl.py",
        "<<<<<<< HEAD\nfrom flows.common import make\n=======\n"
        "from prefect.environments import LocalEnvironment\n>>>>>>> topic\n",
    ),
    ("flows/etl.py", f"from {'.' * 90}common import LocalEnvironment\n"),
    ("flows/etl.py", f"import common\nx = common{'.a' * 3_000}.LocalEnvironment\n"),
    ("flows/etl.py", f"x = {'(' * 5_000}common.LocalEnvironment\n"),
]


@pytest.fixture(params=["git", "tracked", "no git"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "__init__.py").touch()
    (tmp_path / "flows" / "common.py").write_text(COMMON)
    if request.param != "no git":
        subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    if request.param == "tracked":
        subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    return tmp_path


def migrated(tree: Path, path: str, text: str) -> Outcome:
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return migrate_file(tree / "flows" / "common.py")


@pytest.mark.parametrize(("path", "text"), KEPT)
def test_a_name_that_another_file_imports_is_kept_and_reported(
    tree: Path, path: str, text: str
) -> None:
    outcome = migrated(tree, path, text)
    assert "from prefect.environments import LocalEnvironment\n" in outcome.text
    assert "run_config=UniversalRun" in outcome.text
    (found,) = (d for d in outcome.diagnostics if d.rule == "PM205")
    assert found.line == 2
    assert f"`{path}` imports it from here" in found.message


@pytest.mark.parametrize(("path", "text"), LEFT_ALONE)
def test_other_files_keep_nothing(tree: Path, path: str, text: str) -> None:
    outcome = migrated(tree, path, text)
    assert "LocalEnvironment" not in outcome.text
    assert all(d.rule != "PM205" for d in outcome.diagnostics)


def test_a_renamed_name_keeps_its_old_name_for_others(tree: Path) -> None:
    outcome = migrated(tree, "flows/etl.py", "from flows.common import FlowRunTask\n")
    assert "from prefect.tasks.prefect import StartFlowRun as FlowRunTask\n" in outcome.text
    outcome = migrated(tree, "flows/etl.py", "from flows.common import make\n")
    assert "from prefect.tasks.prefect import StartFlowRun\n" in outcome.text


def test_more_words_than_are_held_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the files themselves are searched, with the same result."""
    monkeypatch.setattr("prefect_migrate.importing_files._MOST_WORDS", 12)
    (tmp_path / "common.py").write_text(COMMON)
    for number in range(4):
        (tmp_path / f"f{number}.py").write_text(
            f"from common import LocalEnvironment as L{number}\n"
        )
    outcome = migrate_file(tmp_path / "common.py")
    (found,) = (d for d in outcome.diagnostics if d.rule == "PM205")
    assert "imports it from here" in found.message
    assert importing_files._indexed_words._count <= 12


def test_what_a_package_hands_on_by_its_own_name(tmp_path: Path) -> None:
    package = tmp_path / "flows"
    package.mkdir()
    (package / "__init__.py").write_text(COMMON)
    (package / "etl.py").write_text("from . import LocalEnvironment\n")
    assert "import LocalEnvironment" in migrate_file(package / "__init__.py").text


def test_many_files_outside_of_a_repository(tmp_path: Path) -> None:
    for number in range(6_000):
        folder = tmp_path / f"d{number // 200:02}"
        if not number % 200:
            folder.mkdir()
        (folder / f"f{number}.py").write_text("x = 1\n")
    (tmp_path / "common.py").write_text(COMMON)
    (tmp_path / "d29" / "z.py").write_text("from common import LocalEnvironment\n")
    outcome = migrate_file(tmp_path / "common.py")
    (found,) = (d for d in outcome.diagnostics if d.rule == "PM205")
    assert "`d29/z.py` imports it from here" in found.message


def test_too_many_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest are looked into; where there are more, the name stays, and it is said why."""
    monkeypatch.setattr("prefect_migrate.importing_files.MOST_FILES", 4)
    (tmp_path / "deep").mkdir()
    (tmp_path / "common.py").write_text(COMMON)
    for number in range(3):
        (tmp_path / "deep" / f"f{number}.py").write_text("x = 1\n")
    assert "import LocalEnvironment" not in migrate_file(tmp_path / "common.py").text
    (tmp_path / "deep" / "g.py").write_text("x = 1\n")
    outcome = migrate_file(tmp_path / "common.py")
    assert "from prefect.environments import LocalEnvironment\n" in outcome.text
    (found,) = (d for d in outcome.diagnostics if d.rule == "PM205")
    assert "holds too many files to see whether one imports it from here" in found.message


@pytest.mark.parametrize(
    ("sign", "folder"), [("conda-meta/x", "deep"), ("pyvenv.cfg", "deep"), ("x", "site-packages")]
)
def test_installed_packages_are_no_other_files(sign: str, folder: str, tmp_path: Path) -> None:
    (tmp_path / "common.py").write_text(COMMON)
    (tmp_path / folder / sign).parent.mkdir(parents=True)
    (tmp_path / folder / sign).touch()
    (tmp_path / folder / "g.py").write_text("from common import LocalEnvironment\n")
    assert "import LocalEnvironment" not in migrate_file(tmp_path / "common.py").text


PASSING_ON = """\
from prefect.engine.executors import DaskExecutor, LocalExecutor
from prefect.environments.storage import S3

VERSION = 1
"""


@pytest.mark.parametrize(
    ("other", "names"),
    [
        ("from .common import DaskExecutor\n\nDaskExecutor(local_processes=True)\n", ["PM120"]),
        ("from flows.common import DaskExecutor, S3\n\nS3('b', {})\n", ["PM120", "PM110"]),
        ("from flows import common\n\ncommon.S3('b', {})\n", ["PM110"]),
        ("from .common import LocalExecutor\n\nLocalExecutor()\n", []),
        ("from prefect.storage import S3\nfrom .common import VERSION\n", []),
    ],
)
def test_calls_in_a_file_that_takes_a_class_from_here_are_reported(
    tmp_path: Path, other: str, names: list[str]
) -> None:
    """The other file need never name the library, so that no rule would look at it."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "__init__.py").touch()
    (tmp_path / "flows" / "common.py").write_text(PASSING_ON)
    (tmp_path / "flows" / "etl.py").write_text(other)
    outcome = migrate_file(tmp_path / "flows" / "common.py")
    told = [d.rule for d in outcome.diagnostics if "is not migrated" in d.message]
    assert told == names
