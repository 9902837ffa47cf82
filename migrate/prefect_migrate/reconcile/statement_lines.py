"""Files whose lines each say something of their own: settings, requirements, scripts.

What a line says is merged although the changes touch, and lists and tables to which both sides
added get what both added. Each such result is read by the language's own parser, and held against
the facts of all versions, before it counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from prefect_migrate.model import Line, Origin, Variant, split_lines
from prefect_migrate.reconcile.fact_check import Facts, Reader, wrong_counts, wrong_facts
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

    ``read`` gives the facts of a text; ``words`` are those of them that each line has by itself.
    With these, all stretches of a file are proven together. ``added`` says that what both sides add
    in one place may stand in either order; ``independent`` that lines don't belong to the line
    above; ``continued`` that a backslash at its end joins a line with the next, and ``within`` that
    lines that both sides changed may be merged by their words. A line that begins with ``ordered``
    undoes others above it.
    """

    read: Reader
    words: Callable[[str], Iterable[Hashable]] | None = None
    added: bool = False
    independent: bool = False
    continued: bool = False
    within: bool = False
    ordered: str = ""


def line_format(kind: str, path: str) -> LineFormat | None:
    """How files of a kind are merged by line; ``None`` where lines are no statements."""
    from prefect_migrate.reconcile import settings_facts as facts
    from prefect_migrate.reconcile.page.page_facts import plain_page_facts

    words = facts.words_of_lines
    if kind == "toml":
        return LineFormat(facts.toml_facts, words, added=True, within=True)
    if kind == "ini":
        return LineFormat(facts.ini_facts, words, added=True, within=True)
    if kind == "env":
        return LineFormat(facts.env_facts, words, added=True)
    if kind == "requirements":
        return LineFormat(
            facts.requirements_facts,
            words,
            added=True,
            independent=True,
            continued=True,
            within=True,
        )
    if kind in ("shell", "dockerfile", "makefile"):
        return LineFormat(plain_page_facts, continued=True)
    name = path.replace("\\", "/").lower()
    if name.endswith(".json"):
        return LineFormat(facts.json_facts, words, added=True, within=True)
    if _IGNORE.fullmatch(name):
        return LineFormat(facts.line_facts, words, added=True, independent=True, ordered="!")
    return None


def line_merger(sides: Sides, kind: str) -> LineMerger | None:
    """What merges the lines of a file; ``None`` without a base, and where lines say too little."""
    found = line_format(kind, sides.conflicted.source.path)
    return LineMerger(sides, found) if found is not None and sides.base is not None else None


class LineStretch(NamedTuple):
    """Lines that both sides changed, in each version; ``base`` where it is known."""

    newer: Span
    older: Span
    base: Span | None


Merged = tuple[Line, ...]


@dataclass(frozen=True)
class LineMerger:
    """Merges stretches of a file that both sides changed."""

    sides: Sides
    format: LineFormat

    def merge_all(self, stretches: Sequence[LineStretch]) -> list[Merged | None]:
        """The lines that stand for each stretch; ``None`` where both sides changed one thing there.

        The stretches are in order. To read the whole file for each of them would take the square
        of the time: what all of them say is proven at once, and by halves where that fails.
        """
        if any(self._read(text) is None for text in self._texts):
            return [None] * len(stretches)
        candidates = [self._candidates(stretch) for stretch in stretches]
        made = [next(found, None) for found in candidates]
        together = [number for number, lines in enumerate(made) if lines is not None]
        groups = [together] if self.format.words else [[number] for number in together]
        while groups:
            group = groups.pop()
            if not group or self._proven([(stretches[n], made[n] or ()) for n in group]):
                continue
            if len(group) > 1:
                groups += [group[: len(group) // 2], group[len(group) // 2 :]]
                continue
            made[group[0]] = next(candidates[group[0]], None)
            groups.append(group if made[group[0]] is not None else [])
        return made

    def _candidates(self, stretch: LineStretch) -> Iterator[Merged]:
        """What may stand for a stretch, as far as its words tell."""
        if stretch.base is None:
            return
        spans = {self.sides.newer.side: stretch.newer, self.sides.older.side: stretch.older}
        for lines in self._possible(spans["ours"], stretch.base, spans["theirs"]):
            if self._has_right_words(lines, stretch):
                yield lines

    def _possible(self, ours: Span, base: Span, theirs: Span) -> Iterator[Merged]:
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

    def _by_word(self, ours: Span, base: Span, theirs: Span) -> Iterator[Merged]:
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
                if len(lines) == 1 or {_without_comma(line) for line in lines} <= self._bare_lines(
                    *parts
                ):
                    yield tuple(Line(line, _MERGED) for line in lines)

    def _bare_lines(self, *parts: tuple[Variant, Span]) -> set[str]:
        return {
            _without_comma(line) for variant, span in parts for line in variant.lines[slice(*span)]
        }

    def _ended(self, lines: Sequence[Line]) -> Merged:
        """The lines; each but the last of the file ends."""
        end = "\r\n" if any(line.text.endswith("\r\n") for line in lines) else "\n"
        return tuple(
            line
            if line.text.endswith("\n") or number == len(lines) - 1
            else Line(line.text + end, _MERGED)
            for number, line in enumerate(lines)
        )

    def _proven(self, made: Sequence[tuple[LineStretch, Merged]]) -> bool:
        """Whether the file with these stretches, on either side, says what it must say."""
        newer, older = self.sides.newer, self.sides.older
        results = [
            _with_stretches(newer.lines, [(stretch.newer, lines) for stretch, lines in made]),
            _with_stretches(older.lines, [(stretch.older, lines) for stretch, lines in made]),
        ]
        return wrong_facts(self._read, *self._texts, results) == {}

    def _has_right_words(self, lines: Merged, stretch: LineStretch) -> bool:
        """Whether the file with this stretch, on either side, has each word as often as it must.

        Other stretches may not make up for what is lost or added here.
        """
        if self.format.words is None:
            return True
        made = Counter(self.format.words(_text_of_lines(lines)))
        own = [
            Counter(self.format.words(text_of(variant, span)))
            for variant, span in (
                (self.sides.newer, stretch.newer),
                (self.sides.older, stretch.older),
            )
        ]
        base, *sides = self._words
        whole = sides if self.sides.newer.side == "ours" else sides[::-1]
        # A word that stands in none of these is as often in the results as in the sides.
        here = {*made, *own[0], *own[1]}
        versions = [Counter({word: words[word] for word in here}) for words in (base, *sides)]
        results = [
            Counter({word: words[word] - mine[word] + made[word] for word in here})
            for words, mine in zip(whole, own, strict=True)
        ]
        return not wrong_counts(versions[0], versions[1], versions[2], results)

    @cached_property
    def _texts(self) -> tuple[str, str, str]:
        assert self.sides.base is not None
        return self.sides.base.text, self._variant("ours").text, self._variant("theirs").text

    @cached_property
    def _words(self) -> tuple[Facts, ...]:
        """The words of the base, ours and theirs."""
        assert self.format.words is not None
        return tuple(Counter(self.format.words(text)) for text in self._texts)

    @cached_property
    def _read(self) -> Reader:
        """The reader of facts; what the sides say is read once for all stretches."""
        return lru_cache(maxsize=8)(self.format.read)


def _with_stretches(lines: Sequence[str], made: Sequence[tuple[Span, Merged]]) -> str:
    """The text of a side with other lines in the place of some of its own."""
    parts: list[str] = []
    at = 0
    for (start, end), others in made:
        parts += (*lines[at:start], _text_of_lines(others))
        at = end
    return "".join((*parts, *lines[at:]))


def _text_of_lines(lines: Iterable[Line]) -> str:
    """The text of lines."""
    return "".join(line.text for line in lines)


def _comments_in(text: str) -> tuple[str, ...]:
    return tuple(_COMMENT.findall(text))


def _without_comma(line: str) -> str:
    return line.strip().rstrip(",")


def _with_commas(lines: Sequence[Line]) -> list[Line]:
    """The lines, those that end an item with the comma that has to stand before the next."""
    made: list[Line] = []
    for line, after in zip(lines, [*lines, None][1:], strict=True):
        body = line.text.rstrip()
        bare = not body or _OPEN.search(body) or body.lstrip().startswith("#")
        if after is None or bare or not after.text.strip():
            made.append(line)
        else:
            made.append(Line(f"{body},{line.text[len(body) :]}", _MERGED))
    return made
