"""Two versions of a statement that differ in layout and comments only: the one's layout, the
other's comments.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from prefect_codemods.python import normal_form

_BETWEEN = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
_OPTIONAL = {",", "(", ")"}
"""Tokens that a layout may have and another may not."""


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment, and the token that it follows on its line, or stands above (``own_line``)."""

    text: str
    token: int
    own_line: bool


@dataclass(frozen=True, slots=True)
class _Code:
    """The tokens of a statement with their first and last line, and its comments."""

    tokens: list[str]
    places: list[tuple[int, int]]
    comments: list[_Comment]
    lines: list[str]
    only_comments: set[int]

    @classmethod
    def read(cls, lines: Sequence[str]) -> _Code:
        """Raises ``tokenize.TokenError`` or ``SyntaxError`` where the lines have no tokens."""
        made = cls([], [], [], [], set())
        ends = [""] * len(lines)
        for token in tokenize.generate_tokens(io.StringIO("".join(lines)).readline):
            (line, column), text = token.start, token.string
            if token.type == tokenize.COMMENT:
                own = not token.line[:column].strip()
                made.comments.append(_Comment(text, len(made.tokens) - (not own), own))
                ends[line - 1] = text
                made.only_comments.update([line - 1] * own)
            elif token.type not in _BETWEEN:
                made.tokens.append(text)
                made.places.append((line - 1, token.end[0] - 1))
        made.lines.extend(
            _without_comment(line, end) for line, end in zip(lines, ends, strict=True)
        )
        return made

    def last_on(self, line: int) -> int | None:
        """The last token that ends on a line."""
        return next(
            (i for i, place in reversed([*enumerate(self.places)]) if place[1] == line), None
        )


def _without_comment(line: str, comment: str) -> str:
    if not comment:
        return line
    ended = line.rstrip("\r\n")
    return ended.removesuffix(comment).rstrip() + line[len(ended) :]


def with_comments(layout: Sequence[str], other: Sequence[str]) -> list[str] | None:
    """The lines of ``layout`` with the comments of ``other`` in place of their own.

    ``None`` where the code differs, or a comment has no line of its own to stand on.
    """
    try:
        ours, theirs = _Code.read(layout), _Code.read(other)
    except (tokenize.TokenError, SyntaxError):
        return None
    where = _same_tokens(ours, theirs)
    behind: dict[int, str] = {}
    above: dict[int, list[str]] = {}
    for comment in theirs.comments:
        line = _line_of(comment, ours, where)
        if line is None or (not comment.own_line and line in behind):
            return None
        if comment.own_line:
            above.setdefault(line, []).append(comment.text)
        else:
            behind[line] = comment.text
    result = list(_written_lines(ours, behind, above))
    same = normal_form.code_comments("".join(result)) == normal_form.code_comments("".join(other))
    return result if same else None


def _same_tokens(ours: _Code, theirs: _Code) -> dict[int, int]:
    """Where tokens of theirs stand in ours; commas and parentheses may be fewer or more.

    All others are counted off: lines that say the same must not be taken for one another.
    """
    its, own = ([i for i, t in enumerate(c.tokens) if t not in _OPTIONAL] for c in (theirs, ours))
    if len(its) != len(own):
        return {}
    found = dict(zip(its, own, strict=True))
    ends = [(-1, -1), *found.items(), (len(theirs.tokens), len(ours.tokens))]
    for (start, other), (end, other_end) in pairwise(ends):
        between = theirs.tokens[start + 1 : end], ours.tokens[other + 1 : other_end]
        for block in SequenceMatcher(None, *between, autojunk=False).get_matching_blocks():
            for i in range(block.size):
                found[start + 1 + block.a + i] = other + 1 + block.b + i
    return found


def _line_of(comment: _Comment, ours: _Code, where: dict[int, int]) -> int | None:
    """The line that a comment goes to: it must end, or begin, with the same token."""
    token = where.get(comment.token)
    if comment.own_line:
        first = None if token is None else ours.places[token][0]
        begins = token is not None and (token == 0 or ours.places[token - 1][1] != first)
        return first if begins else None
    if token is None:  # behind a comma that only one of them has
        token = where.get(comment.token - 1)
    if token is None:
        return None
    line = ours.places[token][1]
    last = ours.last_on(line)
    if last not in (token, token + 1) or (last != token and ours.tokens[token + 1] != ","):
        return None
    return line


def _written_lines(
    code: _Code, behind: dict[int, str], above: dict[int, list[str]]
) -> Iterator[str]:
    for number, line in enumerate(code.lines):
        text = line.rstrip("\r\n")
        end = line[len(text) :] or "\n"
        indent = text[: len(text) - len(text.lstrip())]
        yield from (f"{indent}{comment}{end}" for comment in above.get(number, ()))
        if number not in code.only_comments:
            yield f"{text}  {behind[number]}{end}" if number in behind else line
