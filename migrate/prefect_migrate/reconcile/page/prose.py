"""Prose of two variants: which blocks say the same, and what only the older side says."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from prefect_migrate.conflicts.lines import equal_share
from prefect_migrate.documents.page import Block, Page
from prefect_migrate.model import Decision, Grade, conflict_id
from prefect_migrate.printing import quoted_line
from prefect_migrate.reconcile.page.prose_equality import Links, same_meaning
from prefect_migrate.reconcile.result import Sides, Span

SAME, REWRITTEN = 0.9, 0.3
"""Similarity of words from which two blocks tell the same, or are versions of one another."""
WINDOW = 30
"""How many passages apart two versions of one may stand."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"<[^>\n]+>|[{:][^\s}]*}")
_WORD = re.compile(r"[\w./:-]*\w")
_SILENT = {"toc", "rule", "reference", "front matter"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of prose: its kind, lines, text without the code in it, and words."""

    kind: str
    span: Span
    text: str
    words: tuple[str, ...]

    @property
    def title(self) -> str:
        """The beginning of the text, to name the passage by."""
        line = " ".join(self.text.split()).lstrip("#: ")
        return line if len(line) <= 60 else line[:57].rstrip() + "…"


def prose_passages(page: Page, span: Span) -> tuple[Passage, ...]:
    """The prose blocks of a page that start within the lines of ``span``."""
    code = {i for fence in page.fences for i in range(fence.start, fence.end)}
    found: list[Passage] = []
    for block in page.blocks:
        if not span[0] <= block.start < span[1] or block.kind == "fence":
            continue
        lines = [page.lines[i] for i in range(block.start, block.end) if i not in code]
        text = "".join(lines)
        found.append(Passage(block.kind, (block.start, block.end), text, prose_words(text)))
    return tuple(found)


def prose_words(text: str) -> tuple[str, ...]:
    """The words of a text; link targets, tags and wrapping don't count."""
    return tuple(w.lower() for w in _WORD.findall(_TAG.sub(" ", _LINK.sub(r"\1", text))))


def passage_likeness(a: Passage, b: Passage) -> float:
    """From 0 (nothing in common) to 1 (the same words); 0 for blocks of other kinds."""
    if (a.kind == "heading") != (b.kind == "heading"):
        return 0.0
    if a.words == b.words:
        return 1.0 if a.words or a.text == b.text else 0.0
    if _overlap(a, b) < REWRITTEN / 2:
        return 0.0
    matcher = difflib.SequenceMatcher(None, a.words, b.words, autojunk=False)
    return equal_share(a.words, b.words) if matcher.quick_ratio() >= REWRITTEN else 0.0


@functools.lru_cache(maxsize=4096)
def _bag(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


def _overlap(a: Passage, b: Passage) -> float:
    """How many different words two passages share, as a part of the smaller; cheap."""
    mine, yours = _bag(a.words), _bag(b.words)
    return len(mine & yours) / max(1, min(len(mine), len(yours)))


def pair_passages(
    newer: Sequence[Passage], older: Sequence[Passage]
) -> list[tuple[Passage | None, Passage | None]]:
    """The passages paired by likeness, best first; one that is like no other stands alone."""
    scored = sorted(
        (
            (passage_likeness(n, o), i, j)
            for i, n in enumerate(newer)
            for j, o in enumerate(older)
            if _near_enough(i, len(newer), j, len(older)) or n.words == o.words
        ),
        key=lambda s: (-s[0], abs(s[1] - s[2]), s[1]),
    )
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if score >= REWRITTEN and i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    result: list[tuple[Passage | None, Passage | None]] = [
        (n, older[paired[i]] if i in paired else None) for i, n in enumerate(newer)
    ]
    return result + [(None, o) for j, o in enumerate(older) if j not in taken]


def _near_enough(i: int, newer: int, j: int, older: int) -> bool:
    """Whether two passages stand so near in their runs that comparing them is worth the time."""
    return abs(i * older - j * newer) <= WINDOW * max(newer, older)


def prose_decisions(
    sides: Sides,
    newer: Sequence[Passage],
    older: Sequence[Passage],
    kept: Sequence[Passage],
    links: Links = str,
) -> Iterable[Decision]:
    """One decision for each pair of passages that differ; ``kept`` is all prose of the result."""
    for its, other in pair_passages(newer, older):
        silent = {p.kind for p in (its, other) if p is not None} <= _SILENT
        if its is not None and other is not None:
            if its.text != other.text:
                yield pair_decision(sides, its, other, links)
        elif its is not None and not silent:
            yield _added_paragraph(sides, its)
        elif other is not None and not silent:
            yield _dropped(sides, other, kept)


def pair_decision(sides: Sides, newer: Passage, older: Passage, links: Links) -> Decision:
    """The decision on two versions of a passage: the newer side's stays."""
    alike = passage_likeness(newer, older)
    if same_meaning(newer.text, older.text, links):
        rule, grade = "equal-text", Grade.EQUIVALENT
        reason = "both sides mean the same; only wrapping or markup differs"
        dropped: tuple[str, ...] = ()
    else:
        rule, grade = sides.rule("newer-wins", Grade.POLICY)
        change = "almost the same words" if alike >= SAME else "rewritten"
        reason = f"{change}; the text follows {sides.newer.side}"
        dropped = (quoted_line(older.text),)
    made = _decide_on_prose(sides, newer.title, rule, grade, reason, (), newer.text, older.text)
    return replace(sides.decision(made, newer.span, older.span), dropped=dropped)


def _added_paragraph(sides: Sides, newer: Passage) -> Decision:
    rule, grade = sides.rule("newer-wins", Grade.POLICY)
    reason = f"only {sides.newer.side} has this paragraph; the text follows that side"
    made = _decide_on_prose(sides, newer.title, rule, grade, reason, (), newer.text, "")
    return sides.decision(made, newer.span)


def _dropped(sides: Sides, older: Passage, kept: Sequence[Passage]) -> Decision:
    evidence = []
    alike = (p for p in kept if p.words and (p.kind == "heading") == (older.kind == "heading"))
    near = max(alike, key=lambda p: _overlap(p, older), default=None)
    if near is not None and passage_likeness(near, older) >= REWRITTEN:
        evidence.append(f"nearest that stays: {quoted_line(near.text)}")
    rule, grade = sides.rule("newer-wins", Grade.POLICY)
    reason = f"only {sides.older.side} has this paragraph: dropped"
    made = _decide_on_prose(
        sides, older.title, rule, grade, reason, tuple(evidence), "", older.text
    )
    return replace(sides.decision(made, None, older.span), dropped=(quoted_line(older.text),))


def _decide_on_prose(
    sides: Sides,
    subject: str,
    rule: str,
    grade: Grade,
    reason: str,
    evidence: tuple[str, ...],
    newer: str,
    older: str,
) -> Decision:
    action = sides.newer.side
    assert action != "base"
    return Decision(
        conflict_id(newer, older), "prose", subject, action, rule, grade, reason, evidence
    )


def block_kinds(blocks: Iterable[Block]) -> tuple[tuple[str, int], ...]:
    """The shape of a run of blocks: kinds and heading levels."""
    return tuple((block.kind, block.level) for block in blocks)
