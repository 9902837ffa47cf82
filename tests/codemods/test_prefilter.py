"""No prefilter lets a text go in which a rule has something to do.

Each is asked about the example of every rule and about every case folder.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from prefect_codemods import registry
from prefect_codemods.findings import Refusal
from prefect_codemods.migration import default_migration
from prefect_codemods.options import Options
from prefect_codemods.prefilter import Prefilter, default_prefilter
from prefect_codemods.python import code_prefilter
from prefect_codemods.python.call_rewrite import rewrite_calls
from prefect_codemods.python.code_prefilter import python_concerns
from prefect_codemods.python.context import Module
from prefect_codemods.python.rules import (
    Codemod,
    codemods_for,
    found_faster,
    ordered_codemods,
    triggers_of,
)
from prefect_codemods.registry import known_rules
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.to_1.catalogue import commands
from prefect_migrate.bulk import discovery, scan
from prefect_migrate.model import Outcome
from prefect_migrate.settings import Settings
from prefect_migrate.single import migrate_bytes

CASES = Path(__file__).parents[1] / "cases"
MIGRATION = default_migration()
PREFILTER = MIGRATION.prefilter()
EXAMPLES = [r.before for r in known_rules().values() if r.language == "python" and r.before]
INPUTS = sorted(CASES.glob("*/*/input.py"))
CALLS = Codemod(rewrite_calls)
"""The tables of calls, by which the engine goes behind all codemods."""
TRIGGERS = {
    c.name: triggers_of(MIGRATION.catalogue(), [c]) for c in (*ordered_codemods(MIGRATION), CALLS)
}
SETTINGS = Settings(Options(unsafe_fixes=True))


class LetsAllThrough(Prefilter):
    """A prefilter that skips nothing."""

    def mentions(self, text: str) -> bool:
        return True

    def mentions_beside(self, text: str) -> bool:
        return True


def open_prefilter() -> Prefilter:
    return LetsAllThrough("prefect", ())


def busy(text: str) -> list[Codemod]:
    """The codemods that, without any prefilter, have something to say of ``text``."""
    module = Module(text, Options(unsafe_fixes=True))
    found = []
    for codemod in (*ordered_codemods(MIGRATION), CALLS):
        before = said(module)
        codemod.plan(module)
        if said(module) != before:
            found.append(codemod)
    return found


def said(module: Module) -> tuple[int, int]:
    return len(module.plan.changes), len(module.plan.diagnostics)


def check(text: str) -> None:
    found = busy(text)
    assert not found or python_concerns(ast.parse(text), text, MIGRATION)
    asked = [*codemods_for(text, MIGRATION), CALLS]
    assert [c.name for c in found if c not in asked] == []


def check_own_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each codemod says itself what it looks for: no other may be needed for it to see a text."""
    for codemod in busy(text):
        with monkeypatch.context() as patch:
            patch.setattr(
                code_prefilter, "joined_triggers", lambda _, own=codemod: TRIGGERS[own.name]
            )
            assert python_concerns(ast.parse(text), text, MIGRATION), codemod.name


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_in_python(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check(text)
    check_own_words(text, monkeypatch)


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: p.parent.name)
def test_cases_in_python(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text("utf-8", errors="replace")
    try:
        ast.parse(text)
        check(text)
        check_own_words(text, monkeypatch)
    except (Refusal, SyntaxError, ValueError):
        pytest.skip("not Python")


def cases() -> list[tuple[str, bytes]]:
    """Name and bytes of all inputs, and of the examples."""
    found = {}
    for folder in sorted(CASES.glob("*/*")):
        for path in folder.glob("input.*"):
            options = folder / "options.toml"
            text = options.read_text("utf-8") if options.exists() else ""
            name = next((line for line in text.splitlines() if line.startswith("path =")), "")
            found[folder.name] = (
                name.partition('"')[2].strip('" ') or path.name,
                path.read_bytes(),
            )
    return list(found.values())


def findings(outcome: Outcome) -> tuple[object, ...]:
    return outcome.text, outcome.changes, outcome.diagnostics, outcome.decisions


def test_every_case_is_found_by_a_scan_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unfiltered = replace(
        SETTINGS,
        codemods=replace(SETTINGS.codemods, migration=replace(MIGRATION, prefilter=open_prefilter)),
    )
    for name, data in cases():
        if b"<<<<<<<" in data or "/" in name:
            continue
        with_all = migrate_bytes(data, name, unfiltered)
        assert findings(migrate_bytes(data, name, SETTINGS)) == findings(with_all), name
        if not (with_all.changes or with_all.diagnostics) or with_all.refusal:
            continue
        path = tmp_path / name
        path.write_bytes(data)
        listing = discovery.discover_files([name], scan.search_words(PREFILTER))
        assert [c.hit for c in scan.find_candidates(listing)] == [True], name
        path.unlink()


@pytest.mark.parametrize(
    "text",
    [
        "from prefect import Flow, task\n\n@task\ndef t(): pass\n\nwith Flow('f') as flow:\n    t()\n",
        "import prefect\n\nlogger = prefect.context.get('logger')\n",
        "from prefect.engine.state import Failed\nfrom prefect import case\n",
        '"""Talks of prefect only."""\n',
    ],
)
def test_what_is_the_same_in_1x_is_let_go(text: str) -> None:
    assert not python_concerns(ast.parse(text), text, MIGRATION)


def test_the_default_is_that_of_the_default_migration() -> None:
    assert default_prefilter() is PREFILTER


def test_nothing_heavy_is_imported_for_it() -> None:
    code = (
        "import sys\n"
        "from prefect_codemods.api import rewrite\n"
        "from prefect_codemods.options import Options\n"
        "rewrite('from prefect import Flow\\n', 'python', Options())\n"
        "assert 'libcst' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "text",
    [
        "import prefect",
        "import os, prefect",
        "import os, \\\n    prefect",
        "from prefect import (\n    Flow,\n)",
        "from  prefect\\\n  import Flow",
        "from flows import (\n    a,\n    prefect_flow,\n)",
        'mock.patch("prefect.utilities")',
        'run(["prefect", "agent"])',
        'os.system("prefect agent start local")',
        'os.environ["PREFECT__CLOUD__API"]',
        'image = "registry/prefect-flows:1"',
    ],
)
def test_code_that_uses_prefect(text: str) -> None:
    assert PREFILTER.python_uses(text.encode())


def test_own_names_are_those_of_the_catalogue() -> None:
    handlers = {
        old.rpartition(".")[2]
        for old in MIGRATION.catalogue().old_names()
        if re.fullmatch(r"prefect\.engine\.result_handlers\.\w+ResultHandler", old)
    }
    for name in handlers | MIGRATION.catalogue().lost_classes:
        assert PREFILTER.mentions(f"flow.environment = {name}(executor=x)"), name
    assert not PREFILTER.mentions("flow.environment = RemoteDask.Environment(executor=x)")


def test_commands_are_those_that_rules_know() -> None:
    rules = registry.find_declared(MIGRATION.rules.shell, CommandRule)
    known = {rule.words[0] for rule in rules if rule.words and rule.program in PREFILTER.words}
    for words in (*commands.REMOVED, *commands.BY_NAME):
        known.add(words[0])
    assert known <= set(PREFILTER.commands)
    for flag in commands.DASK:
        assert PREFILTER.runs_other_program(f"dask-worker {flag} 1"), flag


@pytest.mark.parametrize("text", ['NAME = "prefect"', "# A prefect ran it."])
def test_text_that_speaks_of_prefect(text: str) -> None:
    assert not PREFILTER.python_uses(text.encode())


def test_what_is_found_faster_is_the_same() -> None:
    every = [r"\bprefect\.\w+", *(c.text for c in ordered_codemods(MIGRATION) if c.text)]
    text = "\n".join(path.read_text("utf-8") for path in INPUTS[::3])
    text += "xgetattr(a, 'b') getattr(a, 'b') aprefect.b prefect.b .prefect.b"
    assert any(found_faster(pattern) != pattern for pattern in every)
    for pattern in every:
        usual, faster = (re.finditer(p, text) for p in (pattern, found_faster(pattern)))
        assert [m.span() for m in usual] == [m.span() for m in faster]
