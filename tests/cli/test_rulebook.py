"""The rules and their pages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prefect_codemods.rule import Kind, Rule
from prefect_migrate.reports import rulebook

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]

MADE = Rule(
    "PM199", "made-up", Kind.UNSAFE, "0.14.0", "Does  it.", "Because.", "a\nb\n", "c\n",
    advice="Try it.", source="release notes of 0.14.0",
)  # fmt: skip


def test_the_table() -> None:
    assert rulebook.table({"PM199": MADE}) == "PM199  made-up  unsafe  0.14.0\n"


def test_the_page() -> None:
    assert rulebook.page(MADE) == (
        "PM199 made-up\n=============\n\nDoes it.\n\nWhy\n---\nBecause.\nRequired since Prefect 0.14.0.\n\n"
        "Fix\n---\nUnsafe: the fix may change behaviour; applied only with `--unsafe-fixes`.\n"
        "Try it.\n\nBefore\n------\n    a\n    b\n\nAfter\n-----\n    c\n\n"
        "Source: release notes of 0.14.0\n"
    )


@pytest.fixture
def book() -> None:
    pytest.importorskip("prefect_codemods.registry")


@pytest.mark.usefixtures("book")
def test_rules_lists_them(command: Command) -> None:
    ran = command("rules")
    assert ran.returncode == 0
    listed, _, grounds = ran.stdout.decode().partition("\n\n")
    assert "newer-wins " in grounds
    lines = listed.splitlines()
    codes = [line.split()[0] for line in lines]
    assert codes == sorted(codes)
    assert "PM901" in codes


@pytest.mark.usefixtures("book")
def test_rule_explains_one(command: Command) -> None:
    by_code, by_name = command("rule", "pm901"), command("rule", "unused-ignore")
    assert by_code.stdout == by_name.stdout
    assert by_code.stdout.startswith(b"PM901 unused-ignore\n")


def test_a_ground_of_a_merge_has_a_page(command: Command) -> None:
    assert command("rule", "one-sided").stdout.startswith(b"one-sided\n=========\n\nOnly the older")


def test_every_rule_of_the_source_is_listed() -> None:
    root = Path(rulebook.__file__).parents[3]
    written = {
        code
        for path in [*root.glob("migrate/**/*.py"), *root.glob("codemods/**/*.py")]
        for code in re.findall(r"\brule\(\s*\"(PM\d+)\"", path.read_text(encoding="utf-8"))
    }
    assert written == set(rulebook.known_rules())


@pytest.mark.usefixtures("book")
def test_an_unknown_rule(command: Command) -> None:
    ran = command("rule", "PM0901")
    assert ran.returncode == 2
    assert (
        ran.stderr == b"prefect-migrate: error: there is no rule `PM0901`; did you mean `PM901`?\n"
    )


def test_the_pages_fit_a_phone_and_axe_finds_no_fault(
    command: Command, page: Any, tmp_path: Path
) -> None:
    module = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    axe = (Path(module.__path__[0]) / "axe.min.js").read_text(encoding="utf-8")
    assert command("rules", "--output-format", "html", "--output", "rules").returncode == 0
    pages = sorted((tmp_path / "rules").glob("*.html"))
    assert len(pages) > 100
    page.set_viewport_size({"width": 390, "height": 900})
    for number, path in enumerate(pages):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name
        if number % 25 == 0 or path.name == "index.html":
            page.emulate_media(color_scheme="dark" if number % 2 else "light")
            page.evaluate(axe)
            found = page.evaluate("axe.run()")["violations"]
            assert [v["id"] for v in found if v["impact"] != "minor"] == [], path.name
