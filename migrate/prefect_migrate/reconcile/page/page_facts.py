"""What a page says, word by word: whatever blocks a merge makes of it, no word may get lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from prefect_migrate.documents.markdown import cut
from prefect_migrate.documents.page import Page
from prefect_migrate.documents.plain_page import cut_plain
from prefect_migrate.reconcile.fact_check import Facts
from prefect_migrate.reconcile.page.units import Unit, cells, units

_WORD = re.compile(r"[^\W_](?:[\w.:/@%+#=?&~$<>!-]*\w)?|[<>=!+&|$]+")
_ITEM_NUMBER = re.compile(r"[ \t]*\d{1,9}[.)](?=[ \t]|$)")
_CODE = ("fence", "code", "front matter", "html")


def page_facts(text: str) -> Facts:
    """The words of a Markdown page: those of its code apart from those of its prose."""
    return _words_of(text, cut)


def plain_page_facts(text: str) -> Facts:
    """The words of reST or plain text."""
    return _words_of(text, cut_plain)


def _words_of(text: str, cutter: Callable[[str], Page]) -> Facts:
    facts: Facts = Counter()
    columns = 0
    for unit in units(cutter(text)):
        kind = "code" if unit.kind in _CODE else "prose"
        words = _unit_words(unit)
        facts.update((kind, word) for word in words)
        if unit.kind == "heading":
            facts["heading", " ".join(words)] += 1
        elif unit.kind == "table head":
            columns = len(cells(unit.text.split("\n", 1)[0]))
        elif unit.kind == "row" and len(cells(unit.text)) != columns:
            facts["a row with more or fewer cells than its table has"] += 1
    return facts


def _unit_words(unit: Unit) -> list[str]:
    """The words of a unit; what only marks an item or an emphasis is none."""
    text = unit.text
    if unit.kind == "item":
        text = _ITEM_NUMBER.sub("", text, count=1)
    return _WORD.findall(text)
