"""Runs every folder tests/cases/AREA/NAME through the real pipeline, and holds it to the promises.

A case holds ``input.EXT`` and ``expected.EXT`` (absent: nothing changes); ``options.toml`` may say

    args = ["--agent", "kubernetes"]   # as on the command line
    path = "Dockerfile"                # the name that the input goes by
    exit = 1                           # 0 unless said
    changes = ["PM101"]                # the rules that changed something; or each as "12:5 PM101"
    diagnostics = ["7:5 PM201"]        # all diagnostics; or only their rules, as "PM201"
    decisions = ["flow equivalent"]    # parts of "kind grade subject: action (rule) reason"
    remaining = 1                      # conflicts left in markers
    error = "part of the refusal"      # then exit is 2
    crlf = false                       # the case is about line ends: don't try it with CRLF
    comments = false                   # the case drops comments
    compiles = false                   # the result is not meant to compile
    ruff = false                       # the result may break rules that the input kept
"""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import tokenize
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.cli import parse
from prefect_migrate.exit_codes import outcome_code
from prefect_migrate.model import Outcome
from prefect_migrate.reports.decision_rules import RULE_REASONS
from prefect_migrate.reports.diff import git_path, unified_diff
from prefect_migrate.single import migrate_bytes

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CASES = Path(__file__).parent / "cases"
KEYS = {
    *("args", "path", "exit", "changes", "diagnostics", "decisions", "remaining", "error"),
    *("crlf", "comments", "compiles", "ruff"),
}


@dataclass(frozen=True)
class Case:
    """One folder, read."""

    name: str
    path: str
    before: bytes
    after: bytes
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def conflicted(self) -> bool:
        return b"\n<<<<<<<" in b"\n" + self.before

    def migrate(self, data: bytes) -> Outcome:
        settings = parse([*self.options.get("args", []), "-"]).settings
        return migrate_bytes(data, self.path, settings)


def read(folder: Path) -> Case:
    (source,) = (p for p in folder.iterdir() if p.name.split(".")[0] == "input")
    expected = folder / source.name.replace("input", "expected", 1)
    options_file = folder / "options.toml"
    options = tomllib.loads(options_file.read_text("utf-8")) if options_file.exists() else {}
    assert not options.keys() - KEYS, f"unknown options in {options_file}"
    before = source.read_bytes()
    after = expected.read_bytes() if expected.exists() else before
    path = options.get("path", source.name)
    return Case(f"{folder.parent.name}/{folder.name}", path, before, after, options)


FOLDERS = sorted(
    folder
    for room in CASES.iterdir()
    if room.is_dir()
    for folder in room.iterdir()
    if any(p.name.split(".")[0] == "input" for p in folder.iterdir())
)


@pytest.fixture(params=FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def case(request: pytest.FixtureRequest) -> Case:
    return read(request.param)


def crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "case", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return Counter(t.string.rstrip() for t in tokens if t.type == tokenize.COMMENT)


def found(outcome: Outcome, kind: str, wanted: list[str]) -> list[str]:
    """The rules of the changes or diagnostics, with places where ``wanted`` names places."""
    things = outcome.changes if kind == "changes" else outcome.diagnostics
    if any(" " in word for word in wanted):
        ordered = sorted(things, key=lambda t: (t.line, t.column, t.rule))
        return [f"{t.line}:{t.column} {t.rule}" for t in ordered]
    return sorted({t.rule for t in things})


def decision_lines(outcome: Outcome) -> list[str]:
    return [
        f"{d.kind} {d.grade.value} {d.subject}: {d.action} ({d.rule}) {d.reason}"
        for d in outcome.decisions
    ]


def test_case(case: Case) -> None:
    outcome = case.migrate(case.before)
    options = case.options
    refusal = outcome.refusal.message if outcome.refusal else ""
    assert outcome.source.encode(outcome.text).decode("utf-8", "replace") == case.after.decode(
        "utf-8", "replace"
    ) or (outcome.refusal and case.after == case.before), refusal
    if "error" in options:
        assert options["error"] in refusal
    for kind in ("changes", "diagnostics"):
        if kind in options:
            wanted = options[kind]
            assert found(outcome, kind, wanted) == sorted(wanted, key=_place)
    assert {d.rule for d in outcome.decisions} <= {*RULE_REASONS}, (
        "name it in reports/decision_rules.py"
    )
    for part in options.get("decisions", []):
        assert any(part in line for line in decision_lines(outcome)), (part, outcome.decisions)
    if "remaining" in options:
        assert len(outcome.remaining) == options["remaining"], outcome.remaining
    expected_exit = options.get("exit", 2 if "error" in options else 0)
    left = (refusal, outcome.diagnostics, outcome.remaining)
    assert outcome_code(outcome) == expected_exit, left
    if outcome.changed and not case.conflicted and "--todo" not in options.get("args", []):
        assert outcome.changes, "something changed, and nothing is said of it"


def _place(word: str) -> tuple[int, int, str]:
    if " " not in word:
        return 0, 0, word
    place, rule = word.split(" ")
    line, column = place.split(":")
    return int(line), int(column), rule


def test_second_run_changes_nothing(case: Case) -> None:
    again = case.migrate(case.after)
    assert not again.changed, unified_diff(again)
    assert not again.changes


def test_python_still_compiles(case: Case) -> None:
    if not case.python or case.options.get("compiles") is False:
        pytest.skip("nothing to compile")
    whole = case.conflicted and not case.options.get("remaining") and "error" not in case.options
    if whole or (not case.conflicted and compiles(case.before.decode("utf-8", "replace"))):
        assert compiles(case.after.decode("utf-8"))


def test_comments_are_kept(case: Case) -> None:
    if not case.python or case.conflicted or case.options.get("comments") is False:
        pytest.skip("no comments to keep")
    if case.before == case.after:
        pytest.skip("unchanged")
    before, after = comments(case.before.decode()), comments(case.after.decode())
    assert not before - after


def test_crlf(case: Case) -> None:
    if case.options.get("crlf") is False or b"\r" in case.before:
        pytest.skip("a case about line ends")
    outcome = case.migrate(crlf(case.before))
    if outcome.refusal:
        assert case.before == case.after, outcome.refusal.message
    else:
        assert outcome.source.encode(outcome.text) == crlf(case.after)


def test_diff_applies(case: Case, tmp_path: Path) -> None:
    outcome = case.migrate(case.before)
    patch = unified_diff(outcome)
    if not patch:
        pytest.skip("no diff")
    path = tmp_path / git_path(case.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(case.before)
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"],
        input=patch.encode(),
        cwd=tmp_path,
        check=True,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_CEILING_DIRECTORIES": str(tmp_path)},
    )
    assert path.read_bytes() == case.after


def test_ruff_finds_nothing_new(tmp_path: Path) -> None:
    """Pyflakes' rules, as Ruff has them, over all results at once."""
    cases = [c for c in map(read, FOLDERS) if c.python and c.options.get("ruff") is not False]
    for number, case in enumerate(cases):
        for side, data in (("before", case.before), ("after", case.after)):
            path = tmp_path / side / f"{number}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    if not cases:
        pytest.skip("no Python cases")
    ran = subprocess.run(
        ["ruff", "check", "--isolated", "--no-cache", "--select=F", "--output-format=json", "."],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    seen: dict[str, Counter[tuple[str, str]]] = {"before": Counter(), "after": Counter()}
    for problem in json.loads(ran.stdout):
        path = Path(problem["filename"])
        name = cases[int(path.stem)].name
        if problem["code"] and problem["code"].startswith("F"):
            seen[path.parent.name][name, f"{problem['code']} {problem['message']}"] += 1
    assert not seen["after"] - seen["before"]
