"""What a page says, word by word: whatever blocks a merge makes of it, no word may get lost."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

from prefect_migrate.conflicts.lines import line_opcodes
from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.plain_page import cut_plain
from prefect_migrate.reconcile.fact_check import Changes, Facts, counts_with_shared
from prefect_migrate.reconcile.page.section_facts import Sections, doubled_section, misplaced_block
from prefect_migrate.reconcile.page.units import Unit, page_units, row_cells

_WORD = re.compile(r"[^\W_](?:[\w.:/@%+#=?&~$<>!-]*\w)?|[<>=!+&|$]+")
_ITEM_NUMBER = re.compile(r"[ \t]*\d{1,9}[.)](?=[ \t]|$)")
_WORDS = ("prose", "code")
_CODE = ("fence", "code", "front matter", "html")


def page_facts(text: str) -> Facts:
    """The words of a Markdown page: those of its code apart from those of its prose."""
    return _facts_of(_units_of(text, markdown=True))


def plain_page_facts(text: str) -> Facts:
    """The words of reST or plain text."""
    return _facts_of(_units_of(text, markdown=False))


@functools.lru_cache(maxsize=8)
def _units_of(text: str, *, markdown: bool) -> tuple[Unit, ...]:
    """The units of a page, kept for a while: each check asks for the same few versions."""
    return page_units(cut_page(text) if markdown else cut_plain(text))


def misplaced_words(texts: Sequence[str], *, markdown: bool) -> str:
    """The words of a block below another heading than the sides want; ``""`` where there is none.

    ``texts`` are the base, ours, theirs, and the results.
    """
    return _in_all_results(misplaced_block, texts, markdown=markdown)


def doubled_heading(texts: Sequence[str], *, markdown: bool) -> str:
    """The heading of a section that each side added in a place of its own; ``""``: none."""
    return _in_all_results(doubled_section, texts, markdown=markdown)


def _in_all_results(
    search: Callable[[Sections, Sections, Sections, Sections], str],
    texts: Sequence[str],
    *,
    markdown: bool,
) -> str:
    base, ours, theirs, *results = (Sections(_units_of(text, markdown=markdown)) for text in texts)
    found = [search(base, ours, theirs, made) for made in results]
    return found[0] if all(found) else ""


def _facts_of(found: Sequence[Unit]) -> Facts:
    facts: Facts = Counter(word for line in _words_by_line(found) for word in line)
    columns = 0
    for unit in found:
        if unit.kind == "heading":
            facts["heading", " ".join(_WORD.findall(unit.text))] += 1
        elif unit.kind == "table head":
            columns = len(row_cells(unit.text.split("\n", 1)[0]))
        elif unit.kind == "row" and len(row_cells(unit.text)) != columns:
            facts["a row with more or fewer cells than its table has"] += 1
    return facts


def _words_by_line(found: Sequence[Unit]) -> Iterator[list[Hashable]]:
    """The words of each line; what only marks an item or an emphasis is none."""
    for unit in found:
        kind = _WORDS[unit.kind in _CODE]
        for number, line in enumerate(unit.page.lines[unit.start : unit.after]):
            text = _ITEM_NUMBER.sub("", line) if unit.kind == "item" and not number else line
            yield [(kind, word) for word in _WORD.findall(text)]


def without_shared_changes(
    wrong: Mapping[Hashable, str], texts: Sequence[str], *, markdown: bool
) -> dict[Hashable, str]:
    """The wrong words but for those of which both sides added, or took out, some that are one.

    What both put in elsewhere, and took out here, counts once; their sums alone don't tell.
    ``texts`` are the base, ours, theirs, and the results.
    """
    read = [_units_of(text, markdown=markdown) for text in texts]
    base, *sides = (list(_words_by_line(found)) for found in read[:3])
    ours, theirs = (_word_changes(base, side) for side in sides)
    facts = [_facts_of(found) for found in read]
    left: dict[Hashable, str] = {}
    for fact, what in wrong.items():
        least, most = counts_with_shared(facts[0][fact], fact, ours, theirs)
        counts = [found[fact] for found in facts[3:]]
        is_word = isinstance(fact, tuple) and fact[0] in _WORDS
        if not is_word or not (max(counts) >= least and min(counts) <= most):
            left[fact] = what
    return left


def _word_changes(base: Sequence[list[Hashable]], side: Sequence[list[Hashable]]) -> Changes:
    """The words that a side added and took out, by the stretches that it changed."""
    changes = Changes(Counter(), Counter())
    first, second = ([tuple(line) for line in page] for page in (base, side))
    for tag, i1, i2, j1, j2 in line_opcodes(first, second):
        if tag != "equal":
            old, new = (
                Counter(word for line in part for word in line)
                for part in (base[i1:i2], side[j1:j2])
            )
            changes.added.update(new - old)
            changes.removed.update(old - new)
    return changes
