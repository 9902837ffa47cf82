"""Texts that are left alone: nothing changes, and nothing is said that isn't listed.

The files of ``left_alone/`` hold many, each below a line ``#### NAME [path=FILE] [| RULES]``:
``path`` is the name that it goes by, the rules are those of its findings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from prefect_codemods import registry
from prefect_migrate import migrate_text

TESTS = Path(__file__).parent
_HEAD = re.compile(r"^#### ([\w-]+)(?: path=(\S+))?(?: \| ([\w ]+))?\n", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """One text, the name it goes by, and the rules that say something of it."""

    name: str
    path: str
    rules: tuple[str, ...]
    text: str


def read(file: Path) -> list[Text]:
    _, *parts = _HEAD.split(file.read_text("utf-8"))
    return [
        Text(name, path or "input.py", tuple((rules or "").split()), text)
        for name, path, rules, text in zip(*[iter(parts)] * 4, strict=True)
    ]


TEXTS = [text for file in sorted((TESTS / "left_alone").glob("*.txt")) for text in read(file)]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_left_alone(text: Text) -> None:
    outcome = migrate_text(text.text, text.path)
    assert outcome.refusal is None
    assert outcome.text == text.text
    assert not outcome.changes
    assert sorted({found.rule for found in outcome.diagnostics}) == sorted(text.rules)


def test_no_two_texts_have_one_name_or_one_content() -> None:
    assert len({text.name for text in TEXTS}) == len({text.text for text in TEXTS}) == len(TEXTS)


def folders() -> list[Path]:
    return [path.parent for path in (TESTS / "cases").glob("*/*/input*")]


def test_more_is_left_alone_than_is_changed() -> None:
    changed = [folder for folder in folders() if any(folder.glob("expected*"))]
    left = len(folders()) - len(changed) + len(TEXTS)
    assert left > len(changed), f"{left} cases are left alone, {len(changed)} are changed"


def test_every_rule_is_named_by_a_case_a_test_or_the_proof() -> None:
    """Its own page, whose example runs too, does not count."""
    said = [path for path in TESTS.rglob("*.py") if "second_migration" not in path.parts]
    said += [*TESTS.rglob("*.toml"), *(TESTS / "left_alone").glob("*.txt")]
    named = {code for path in said for code in re.findall(r"\bPM\d{3}\b", path.read_text("utf-8"))}
    assert set(registry.known_rules()) <= named, sorted(set(registry.known_rules()) - named)
