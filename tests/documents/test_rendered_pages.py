"""Each migrated page of the cases is rendered: it has the headings, lists, tables and blocks it had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

CASES = Path(__file__).parents[1] / "cases"
PAGES = [
    path
    for path in sorted(CASES.glob("*/*/input.md"))
    if path.with_name("expected.md").exists()
    and not re.search("^<<<<<<<", path.read_text("utf-8"), re.MULTILINE)
]


def structure(text: str) -> list[tuple[str, str, int, str, str]]:
    """The tokens of a page without what stands in its lines; inline code and links by their kind."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [
        (token.type, token.tag, token.level, token.info, token.markup)
        for outer in tokens
        for token in (outer, *(outer.children or ()))
        if token.type not in ("text", "softbreak")
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("# A", "## A"), ("- b", "1. b"), ("python", "py"), ("c\n```\n", "c\n")]
)
def test_another_language_level_or_list_is_another_structure(old: str, new: str) -> None:
    page = "# A\n\n- b\n\n```python\nc\n```\n\nd\n"
    assert structure(page.replace(old, new)) != structure(page)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}")
def test_structure_of_a_migrated_page(path: Path) -> None:
    expected = path.with_name("expected.md").read_text("utf-8")
    assert structure(expected) == structure(path.read_text("utf-8"))
