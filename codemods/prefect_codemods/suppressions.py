"""``# prefect-migrate: ignore[PM101]`` at the end of a line: leave this line to its author.

What the named rules find on the line is neither reported nor edited. A rule has to be named: a
bare ``ignore`` would hide what nobody has looked at yet, so it does nothing and a note says so.
Markdown and HTML write ``<!-- prefect-migrate: ignore[PM101] -->``. In Python, a comment behind
the last line of a string that runs over several lines counts for all of these.
"""

from __future__ import annotations

import re
import tokenize
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

from prefect_codemods.findings import Diagnostic, Level
from prefect_codemods.lines import cut_lines, python_tokens
from prefect_codemods.rule import Kind, rule

UNUSED = rule(
    "PM901",
    "unused-ignore",
    Kind.MANUAL,
    since="",
    what="Notes an ignore comment that hides nothing.",
    why="The comment is no longer needed, and would hide later findings.",
    before="x = 1  # prefect-migrate: ignore[PM101]\n",
    advice="Delete the comment, or the code that it names no longer.",
)
BARE = rule(
    "PM902",
    "bare-ignore",
    Kind.MANUAL,
    since="",
    what="Notes an ignore comment that names no rule; it does nothing.",
    why="Without a code it would hide every finding of the line, also those of later versions.",
    before="x = 1  # prefect-migrate: ignore\n",
    advice="Name the rules: prefect-migrate: ignore[PM101].",
)

_TRIGGER = "prefect-migrate: ignore"
_WORDS = r"prefect-migrate:\s*ignore(?P<list>\[(?P<codes>[^\]\n]*)\])?(?=[\s,;#\[]|-->|$)"
_HASH = re.compile(rf"#\s*{_WORDS}")
_HTML = re.compile(rf"<!--\s*{_WORDS}[^\n]*?-->")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: the lines it counts for (1-based, inclusive), where it stands, its codes."""

    first: int
    line: int
    column: int
    codes: tuple[str, ...]


class _Lines:
    """Ranges of lines, searched by halves: a text may have thousands of comments."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        ordered = sorted(ranges, key=itemgetter(1))
        self._lasts = [last for _, last in ordered]
        firsts = accumulate((first for first, _ in reversed(ordered)), min)
        self._firsts = list(firsts)[::-1]
        """The first line of each range and of all that end behind it."""

    def holds(self, line: int) -> bool:
        at = bisect_left(self._lasts, line)
        return at < len(self._lasts) and self._firsts[at] <= line


@dataclass(frozen=True)
class Suppressions:
    """The ignore comments of one text, and the fixes that a person rejected, by their ids."""

    comments: tuple[Ignore, ...] = ()
    rejected: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.comments or self.rejected)

    def suppresses(self, rule: str, line: int, code: str | None = None) -> bool:
        """Whether a finding of ``rule`` on the 1-based ``line`` is hidden.

        ``code`` is what its fix is known by where that isn't the line.
        """
        if rule in self._covered and self._covered[rule].holds(line):
            return True
        if not self.rejected:
            return False
        if code is None:
            code = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return fix_id(rule, code) in self.rejected

    @cached_property
    def _covered(self) -> dict[str, _Lines]:
        """The lines for which each code is named."""
        found: dict[str, list[tuple[int, int]]] = {}
        for comment in self.comments:
            for code in comment.codes:
                found.setdefault(code, []).append((comment.first, comment.line))
        return {code: _Lines(ranges) for code, ranges in found.items()}

    def unused(
        self,
        used: set[tuple[str, int]],
        enabled: Callable[[str], bool] = lambda code: True,
    ) -> tuple[Diagnostic, ...]:
        """Notes on comments that hide nothing or name no rule.

        ``used`` holds (rule, line) of each finding that was hidden. Codes that ``enabled`` bars
        are passed over: their rules did not run.
        """
        return tuple(self._unused(used, enabled))

    def _unused(
        self, used: set[tuple[str, int]], enabled: Callable[[str], bool]
    ) -> Iterator[Diagnostic]:
        lines: dict[str, list[int]] = {}
        for name, number in sorted(used):
            lines.setdefault(name, []).append(number)
        for comment in self.comments:
            if not comment.codes and enabled(BARE.code):
                yield _suppression_note(
                    BARE.code, comment, "this ignore names no rule and does nothing"
                )
            for code in comment.codes:
                hidden = lines.get(code, [])
                at = bisect_left(hidden, comment.first)
                hides = at < len(hidden) and hidden[at] <= comment.line
                if not hides and enabled(code) and enabled(UNUSED.code):
                    yield _suppression_note(UNUSED.code, comment, f"unused ignore: `{code}`")


def _suppression_note(code: str, comment: Ignore, message: str) -> Diagnostic:
    advice = {UNUSED.code: UNUSED.advice, BARE.code: BARE.advice}[code]
    return Diagnostic(code, message, comment.line, comment.column, Level.NOTE, advice)


def fix_id(rule: str, line: str) -> str:
    """A short id of what ``rule`` does on a line: the same wherever a line says the same."""
    import hashlib  # 4 ms, that a run with nothing to do needn't pay

    return hashlib.sha256(f"{rule}\0{line.strip()}".encode("utf-8", "replace")).hexdigest()[:12]


def parse_suppressions(
    text: str, language: str = "python", rejected: frozenset[str] = frozenset()
) -> Suppressions:
    """The ignore comments of ``text``, with the rejected fixes; cheap where there are none.

    In Python only real comments count, not strings that look like one.
    """
    lines = tuple(cut_lines(text)) if rejected else ()
    if _TRIGGER not in text:
        return Suppressions((), rejected, lines)
    found = _python_ignores(text) if language == "python" else _plain_ignores(text)
    return Suppressions(tuple(found), rejected, lines)


def _python_ignores(text: str) -> Iterator[Ignore]:
    spans: dict[int, int] = {}  # last line of a string -> its first line
    for token in python_tokens(text):
        (first, _), (last, _) = token.start, token.end
        if last > first and token.type not in (tokenize.NEWLINE, tokenize.NL):
            spans[last] = min(first, spans.get(first, first))
        if token.type == tokenize.COMMENT and (match := _HASH.search(token.string)):
            yield _make_ignore(match, spans.get(first, first), first, token.start[1])


def _plain_ignores(text: str) -> Iterator[Ignore]:
    for number, line in enumerate(cut_lines(text), 1):
        if match := _HASH.search(line) or _HTML.search(line):
            yield _make_ignore(match, number, number, 0)


def _make_ignore(match: re.Match[str], first: int, line: int, column: int) -> Ignore:
    codes = tuple(code.strip() for code in (match["codes"] or "").split(",") if code.strip())
    return Ignore(first, line, column + match.start() + 1, codes)
