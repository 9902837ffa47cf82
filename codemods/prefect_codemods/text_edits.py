"""Edits and findings of one text, gathered while it is read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from prefect_codemods import suppressions
from prefect_codemods.findings import Change, Diagnostic, Level, Refusal, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, Rule, offer_unsafe

Edit = tuple[int, int, str]
"""Write the text over the characters from the first to the second offset."""


class Report:
    """One text with what is to become of it; offsets are in characters of ``text``."""

    def __init__(self, text: str, options: Options, language: str, role: str = "") -> None:
        self.text = text
        self.role = role
        self.options = options
        self.language = language
        self._suppressions = suppressions.parse_suppressions(text, language, options.rejected)
        self._hidden: set[tuple[str, int]] = set()
        self._starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
        self._edits: set[Edit] = set()
        self._changes: list[Change] = []
        self._diagnostics: dict[Diagnostic, None] = {}
        self._reported_lines: set[int] = set()
        """The lines about which something was said that asks for something, or done."""
        self._left: list[tuple[int, int]] = []
        self._searched: dict[re.Pattern[str], bool] = {}

    def holds(self, pattern: re.Pattern[str]) -> bool:
        """Whether the text has a match of ``pattern``; each pattern is searched once."""
        if pattern not in self._searched:
            self._searched[pattern] = pattern.search(self.text) is not None
        return self._searched[pattern]

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column."""
        return self._starts[line - 1] + column - 1

    def edit(
        self, rule: Rule, offset: int, edits: list[Edit], message: str, *, help: str = ""
    ) -> bool:
        """Make ``edits`` together, in the name of ``rule``; whether they are made.

        Without leave for an unsafe rule it is reported instead.
        """
        if rule.kind is Kind.UNSAFE and not self.options.unsafe_fixes:
            self.tell(rule, offset, message, help=offer_unsafe(help or rule.advice))
            return False
        last = max((end for _, end, _ in edits), default=offset)
        if not self._allows(rule, offset, last):
            return False
        if edits and self._edits.issuperset(edits):
            return True  # text in a substitution inside a quoted script is read twice
        line, column = self.position(offset)
        end = self.position(last) if last > offset else (0, 0)
        self._edits.update(edits)
        id = suppressions.fix_id(rule.code, self._line(line))
        self._changes.append(Change(rule.code, message, line, column, *end, id))
        self._reported_lines.add(line)
        return True

    def tell(
        self,
        rule: Rule,
        offset: int,
        message: str,
        *,
        level: Level = Level.MANUAL,
        help: str = "",
    ) -> None:
        """Tell the user something about the text at ``offset``, once."""
        if not self._allows(rule, offset, offset):
            return
        line, column = self.position(offset)
        found = Diagnostic(rule.code, message, line, column, level, help or rule.advice)
        self._diagnostics[found] = None
        if level is not Level.NOTE:
            self._reported_lines.add(line)

    def _allows(self, rule: Rule, first: int, last: int) -> bool:
        if not self.options.enabled(rule.code):
            return False
        if not self._suppressions:
            return True
        # A comment can't stand inside a continued line: the one behind its end counts as well.
        until = self.position(last)[0]
        while until < len(self._starts) and self._line(until).rstrip().endswith("\\"):
            until += 1
        for line in range(self.position(first)[0], until + 1):
            if self._suppressions.suppresses(rule.code, line):
                self._hidden.add((rule.code, line))
                self.leave(self._starts[self.position(first)[0] - 1], self._starts[until - 1])
                return False
        return True

    def _line(self, number: int) -> str:
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end]

    def line_at(self, offset: int) -> str:
        """The line that an offset stands in, without blanks and a comment around it."""
        return self._line(self.position(offset)[0]).split("#")[0].strip()

    def has_reported_on(self, first: int, last: int) -> bool:
        """Whether something was changed or left to a person between two offsets."""
        lines = range(self.position(first)[0], self.position(max(first, last - 1))[0] + 1)
        return not self._reported_lines.isdisjoint(lines)

    def leave(self, start: int, end: int) -> None:
        """Say that what stands between two offsets was judged, and is fine as it is."""
        self._left.append((start, end))

    def unreported(self) -> str:
        """The text with blanks for every line and place about which something was said or done."""
        spans = [(start, end) for start, end, _ in self._edits] + self._left
        for number in self._reported_lines | {line for _, line in self._hidden}:
            start = self._starts[number - 1]
            spans.append((start, start + len(self._line(number))))
        pieces: list[str] = []
        at = 0
        for start, end in sorted(spans):
            pieces += (self.text[at:start], re.sub(r"[^\n]", " ", self.text[max(at, start) : end]))
            at = max(at, end)
        return "".join((*pieces, self.text[at:]))

    def rewritten_lines(self) -> Iterator[tuple[int, str]]:
        """The lines that edits change and of which nothing is reported, as they are afterwards.

        With blanks for what was judged and is fine; those that edits break or join are left out.
        """
        reported = {d.line for d in self._diagnostics if d.level is not Level.NOTE}
        reported |= {line for _, line in self._hidden}
        by_line: dict[int, list[Edit]] = {}
        for edit in self._edits:
            by_line.setdefault(self.position(edit[0])[0], []).append(edit)
        judged: dict[int, list[Edit]] = {}
        for first, last in self._left:
            judged.setdefault(self.position(first)[0], []).append((first, last, ""))
        for number, edits in by_line.items():
            start = self._starts[number - 1]
            line = self._line(number)
            if number in reported or any(
                "\n" in new or end > start + len(line) for _, end, new in edits
            ):
                continue
            pieces, at = [], start
            for first, last, new in sorted(judged.get(number, []) + edits):
                if first >= at and last <= start + len(line):
                    pieces += [self.text[at:first], new or " " * (last - first)]
                    at = last
            yield number, "".join((*pieces, self.text[at : start + len(line)]))

    def done(self) -> Rewritten:
        """The text with all edits made, and the findings in the order of the text."""
        unused = self._suppressions.unused(self._hidden, self.options.enabled)
        pieces: list[str] = []
        at = 0
        for start, end, new in sorted(self._edits):
            if start < at:
                raise Refusal(
                    "two edits of one place",
                    *self.position(start),
                    help="please report this with the file; nothing was changed",
                )
            pieces.append(self.text[at:start] + new)
            at = end
        return Rewritten(
            "".join(pieces) + self.text[at:],
            tuple(sorted(self._changes, key=lambda c: (c.line, c.column, c.rule))),
            tuple(sorted((*self._diagnostics, *unused), key=lambda d: (d.line, d.column, d.rule))),
        )
