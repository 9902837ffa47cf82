"""Old flows under their old release, and what the tool makes of them under the new one.

A folder of ``flows`` holds ``old.py``, files beside it, and ``options.toml``:

    release = "0.13.19"                 # the old release (the default)
    target = "1.4.1"                    # the new one (the default), "0.14.22" or "0.15.13"
    args = ["--agent", "kubernetes"]    # as on the command line
    run = false                         # don't try flow.run(): the tasks need the outside
    left = "PM201"                      # the tool leaves it to a person, by this rule
    differences = [                     # what may differ, and the rule of the account that says so
      { at = "labels", rule = "PM110" },
      { at = "executor of flow.run()", rule = "PM101", says = "flow.run()" },
    ]

A difference that is not listed fails, and so does one that is listed and not there; its rule must
stand among the changes and diagnostics of that very file, with ``says`` in its words.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.cli import parse
from prefect_migrate.model import Change, Diagnostic, Related, Source
from prefect_migrate.pipeline import migrate_source as pipeline

from . import releases
from .bench import Bench, differences

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.real_prefect

FLOWS = sorted(path.parent for path in (releases.HERE / "flows").glob("*/old.py"))
TARGETS = {"1.4.1": "1.x", "0.15.13": "0.15", "0.14.22": "0.14"}
KEYS = {"release", "target", "args", "run", "left", "differences"}


@dataclass(frozen=True)
class Expected:
    """One difference that the account must name."""

    at: str
    rule: str
    says: str = ""


@dataclass(frozen=True)
class Case:
    """One folder, read."""

    folder: Path
    release: str = "0.13.19"
    target: str = "1.4.1"
    args: tuple[str, ...] = ()
    run: bool = True
    left: str = ""
    differences: tuple[Expected, ...] = field(default=())

    @property
    def agent(self) -> str | None:
        """The agent that the tool is told of, and that is asked for its job."""
        return self.args[self.args.index("--agent") + 1] if "--agent" in self.args else None


def read(folder: Path) -> Case:
    path = folder / "options.toml"
    options: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    assert not options.keys() - KEYS, f"unknown options in {path}"
    expected = tuple(Expected(**held) for held in options.pop("differences", ()))
    return Case(folder, **{**options, "args": tuple(options.pop("args", ()))}, differences=expected)


def migrate(case: Case, folder: Path) -> list[Change | Diagnostic]:
    """Migrate the flow of ``folder`` and the job templates it names; what the tool says of it."""
    settings = parse([*case.args, "--target", TARGETS[case.target], "-"]).settings
    said: list[Change | Diagnostic] = []
    waiting = [Related(str(folder / "old.py"), "")]
    for file in waiting:
        path = Path(file.path)
        source = Source.decode(path.read_bytes(), file.path)
        outcome = pipeline(source, settings, role=file.role)
        assert outcome.refusal is None, outcome.refusal
        path.write_bytes(source.encode(outcome.text))
        said += [*outcome.changes, *outcome.diagnostics]
        again = pipeline(Source(file.path, outcome.text), settings, role=file.role)
        assert not again.changed, f"a second run changes {path.name} again:\n{again.text}"
        waiting += [Related(str(folder / r.path), r.role) for r in outcome.related]
    return said


@pytest.mark.parametrize("folder", FLOWS, ids=lambda folder: folder.name)
def test_the_migrated_flow_means_the_same(bench: Bench, folder: Path, tmp_path: Path) -> None:
    case = read(folder)
    old, new = tmp_path / "old" / folder.name, tmp_path / "new" / folder.name
    shutil.copytree(folder, old)
    shutil.copytree(folder, new)
    said = migrate(case, new)
    account = "\n".join(f"{held.rule}: {held.message}" for held in said)
    before = bench.describe(case.release, old / "old.py", case.agent, run=case.run)
    after = bench.describe(case.target, new / "old.py", case.agent, run=case.run)
    text = (new / "old.py").read_text("utf-8")
    assert "error" not in before, f"the old flow itself: {before['error']}"
    if case.left:
        assert case.left in {held.rule for held in said if isinstance(held, Diagnostic)}, account
        assert "error" in after or differences(before, after), "nothing is left to do"
        return
    assert "error" not in after, f"{after['error']}\n{text}\n{account}"
    found = differences(before, after)
    unnamed = [d for d in found if not any(d.within(e.at) for e in case.differences)]
    assert not unnamed, "\n".join([*map(str, unnamed), "", text, account])
    for expected in case.differences:
        assert any(d.within(expected.at) for d in found), f"no difference at {expected.at}"
        assert any(
            held.rule == expected.rule and expected.says in f"{held.message} {_help(held)}"
            for held in said
        ), f"the account does not name {expected}:\n{account}"


def _help(held: Change | Diagnostic) -> str:
    return held.help if isinstance(held, Diagnostic) else ""
