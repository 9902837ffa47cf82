"""Files whose lines each say something of their own: settings, requirements, scripts.

What a line says is merged although the changes touch, and lists and tables to which both sides
added get what both added. Each such result is read by the language's own parser, and held against
the facts of all versions, before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from prefect_migrate.model import Line, Origin, Variant, split_lines
from prefect_migrate.reconcile.fact_check import Reader, wrong_facts
from prefect_migrate.reconcile.line_changes import Additions, merge_lines
from prefect_migrate.reconcile.result import Sides, Span, text_of

_MERGED = Origin("rule", rule="three-way")
_TOKEN = re.compile(r"[^\s,\[\]{}]+|\s+|.")
_MOST_TOKENS = 400
_IGNORE = re.compile(r"(?:.*/)?\.[\w.-]*ignore")
_CONTINUED = re.compile(r"\\[ \t]*(?:\r?\n)?$")
_COMMENT = re.compile(r"(?:^|\s)[#;].*", re.MULTILINE)
_OPEN = re.compile(r"[,\[{(][ \t]*(?:#.*)?$")


class LineFormat(NamedTuple):
    """How the lines of a kind of file are merged.

    ``read`` gives the facts of a text. ``added`` says that what both sides add in one place may
    stand in either order; ``independent`` that lines don't belong to the line above;
    ``continued`` that a backslash at its end joins a line with the next, and ``within`` that lines
    that both sides changed may be merged by their words. A line that begins with ``ordered``
    undoes others above it.
    """

    read: Reader
    added: bool = False
    independent: bool = False
    continued: bool = False
    within: bool = False
    ordered: str = ""


def line_format(kind: str, path: str) -> LineFormat | None:
    """How files of a kind are merged by line; ``None`` where lines are no statements."""
    from prefect_migrate.reconcile import settings_facts as facts
    from prefect_migrate.reconcile.page.page_facts import plain_page_facts

    if kind == "toml":
        return LineFormat(facts.toml_facts, added=True, within=True)
    if kind == "ini":
        return LineFormat(facts.ini_facts, added=True, within=True)
    if kind == "env":
        return LineFormat(facts.env_facts, added=True)
    if kind == "requirements":
        return LineFormat(
            facts.requirements_facts, added=True, independent=True, continued=True, within=True
        )
    if kind in ("shell", "dockerfile", "makefile"):
        return LineFormat(plain_page_facts, continued=True)
    name = path.replace("\\", "/").lower()
    if name.endswith(".json"):
        return LineFormat(facts.json_facts, added=True, within=True)
    if _IGNORE.fullmatch(name):
        return LineFormat(facts.line_facts, added=True, independent=True, ordered="!")
    return None


def line_merger(sides: Sides, kind: str) -> LineMerger | None:
    """What merges the lines of a file; ``None`` without a base, and where lines say too little."""
    found = line_format(kind, sides.conflicted.source.path)
    return LineMerger(sides, found) if found is not None and sides.base is not None else None


@dataclass(frozen=True)
class LineMerger:
    """Merges stretches of a file that both sides changed."""

    sides: Sides
    format: LineFormat

    def merge(self, newer: Span, older: Span, base: Span) -> tuple[Line, ...] | None:
        """The lines that stand for a stretch of the file; ``None`` where both changed one thing."""
        spans = {self.sides.newer.side: newer, self.sides.older.side: older}
        for lines in self._candidates(spans["ours"], base, spans["theirs"]):
            if self._proven("".join(line.text for line in lines), newer, older):
                return lines
        return None

    def _candidates(self, ours: Span, base: Span, theirs: Span) -> Iterator[tuple[Line, ...]]:
        orders: list[Additions] = ["conflict"]
        if self.format.added and not self._undoes(ours, theirs):
            orders = ["ours first", "theirs first", "apart"]
        for order in orders:
            for joined in (True, False) if self.format.continued else (False,):
                picked = self._by_statement(ours, base, theirs, order, joined=joined)
                if picked is not None:
                    yield self._ended(picked)
                    if self.format.within:
                        yield self._ended(_with_commas(picked))
        if self.format.within:
            yield from self._by_word(ours, base, theirs)

    def _by_statement(
        self, ours: Span, base: Span, theirs: Span, additions: Additions, *, joined: bool
    ) -> list[Line] | None:
        assert self.sides.base is not None
        cut = {
            "ours": self._statements(self._variant("ours"), ours, joined=joined),
            "base": self._statements(self.sides.base, base, joined=joined),
            "theirs": self._statements(self._variant("theirs"), theirs, joined=joined),
        }
        texts = {
            side: ["".join(line.text for line in lines) for lines in found]
            for side, found in cut.items()
        }
        picked = merge_lines(
            texts["base"],
            texts["ours"],
            texts["theirs"],
            additions=additions,
            independent=self.format.independent,
        )
        if picked is None:
            return None
        return [line for side, at in picked for line in cut[side][at]]

    def _undoes(self, ours: Span, theirs: Span) -> bool:
        """Whether a line stands there that undoes others, so that their order counts."""
        lines = (*self._variant("ours").lines[slice(*ours)],)
        lines += self._variant("theirs").lines[slice(*theirs)]
        sign = self.format.ordered
        return bool(sign) and any(line.startswith(sign) for line in lines)

    def _variant(self, side: str) -> Variant:
        newer, older = self.sides.newer, self.sides.older
        return newer if newer.side == side else older

    def _statements(self, variant: Variant, span: Span, *, joined: bool) -> list[list[Line]]:
        """The lines of a span, those that a backslash joins as one where that is wanted."""
        found: list[list[Line]] = []
        goes_on = False
        for line in self.sides.lines(variant)[slice(*span)]:
            if goes_on:
                found[-1].append(line)
            else:
                found.append([line])
            goes_on = joined and bool(_CONTINUED.search(line.text))
        return found

    def _by_word(self, ours: Span, base: Span, theirs: Span) -> Iterator[tuple[Line, ...]]:
        """The stretch merged item by item, whatever lines they stand in."""
        assert self.sides.base is not None
        parts = (
            (self.sides.base, base),
            (self._variant("ours"), ours),
            (self._variant("theirs"), theirs),
        )
        texts = [text_of(variant, span) for variant, span in parts]
        tokens = [_TOKEN.findall(text) for text in texts]
        if max(map(len, tokens)) > _MOST_TOKENS or len(set(map(_comments_in, texts))) > 1:
            return  # a comment may be about the value that the other side changed
        held = {"ours": tokens[1], "theirs": tokens[2]}
        orders: tuple[Additions, ...] = ("ours first", "apart")
        for order in orders:
            picked = merge_lines(*tokens, additions=order, independent=True)
            if picked is not None:
                lines = split_lines("".join(held[side][at] for side, at in picked))
                if len(lines) == 1 or {_bare(line) for line in lines} <= self._bare_lines(*parts):
                    yield tuple(Line(line, _MERGED) for line in lines)

    def _bare_lines(self, *parts: tuple[Variant, Span]) -> set[str]:
        return {_bare(line) for variant, span in parts for line in variant.lines[slice(*span)]}

    def _ended(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines; each but the last of the file ends."""
        end = "\r\n" if any(line.text.endswith("\r\n") for line in lines) else "\n"
        return tuple(
            line
            if line.text.endswith("\n") or number == len(lines) - 1
            else Line(line.text + end, _MERGED)
            for number, line in enumerate(lines)
        )

    def _proven(self, text: str, newer: Span, older: Span) -> bool:
        """Whether the file with this text, on either side, says what it must say."""
        assert self.sides.base is not None
        results = [
            "".join((*variant.lines[: span[0]], text, *variant.lines[span[1] :]))
            for variant, span in ((self.sides.newer, newer), (self.sides.older, older))
        ]
        texts = self.sides.base.text, self._variant("ours").text, self._variant("theirs").text
        return wrong_facts(self._read, *texts, results) == {}

    @cached_property
    def _read(self) -> Reader:
        """The reader of facts; what the sides say is read once for all stretches."""
        return lru_cache(maxsize=8)(self.format.read)


def _comments_in(text: str) -> tuple[str, ...]:
    return tuple(_COMMENT.findall(text))


def _bare(line: str) -> str:
    return line.strip().rstrip(",")


def _with_commas(lines: Sequence[Line]) -> list[Line]:
    """The lines, those that end an item with the comma that has to stand before the next."""
    made: list[Line] = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        body = line.text.rstrip()
        bare = not body or _OPEN.search(body) or body.lstrip().startswith("#")
        if after is None or bare or not after.text.strip():
            made.append(line)
        else:
            made.append(Line(f"{body},{line.text[len(body) :]}", _MERGED))
    return made
