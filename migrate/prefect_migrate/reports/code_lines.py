"""Lines of code in syntax colours, with the words that differ marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

from prefect_migrate.printing import printable_piece
from prefect_migrate.reports.word_marks import Part

_LONGEST = 200_000
Token = tuple[str, str]
"""A class of Pygments (empty: none) and a piece of a line."""


def coloured_lines(text: str, path: str) -> list[list[Token]]:
    r"""The tokens of each line of ``text``, which end at ``\n`` only."""
    lexer = _lexer_of_path(path) if len(text) <= _LONGEST else TextLexer()
    lexer.stripnl = lexer.stripall = lexer.ensurenl = False
    lines: list[list[Token]] = [[]]
    for _, kind, value in lexer.get_tokens_unprocessed(text):
        name = STANDARD_TYPES.get(kind, "")
        for number, piece in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append((name, piece))
    return lines


def _lexer_of_path(path: str) -> Lexer:
    try:
        return get_lexer_for_filename(path.rpartition("/")[2])
    except ClassNotFound:
        return TextLexer()


def line_html(tokens: Sequence[Token], marks: Sequence[Part] = ()) -> Markup:
    """One line; ``marks`` cuts it where it begins and ceases to differ from another."""
    pieces = [
        Markup('<span class="{}">{}</span>').format(name, text) if name else Markup.escape(text)
        for name, text in _cut_tokens(_without_line_end(tokens), marks)
    ]
    return Markup("").join(pieces)


def _without_line_end(tokens: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens of a line without the ``\r`` of its end."""
    if not tokens or not tokens[-1][1].endswith("\r"):
        return tokens
    name, text = tokens[-1]
    return [*tokens[:-1], (name, text[:-1])]


def _cut_tokens(tokens: Sequence[Token], marks: Sequence[Part]) -> Iterator[Token]:
    """The tokens, cut at the marks, with the class ``chg`` added to what differs."""
    if not any(mark for _, mark in marks):
        yield from ((name, printable_piece(text)) for name, text in tokens)
        return
    differs = [mark for text, mark in marks for _ in text]
    at = 0
    for name, text in tokens:
        start = 0
        for index in range(1, len(text) + 1):
            flag = at < len(differs) and differs[at]
            here = at + index - start
            if index == len(text) or _is_changed_at(differs, here) != flag:
                yield f"{name} chg".strip() if flag else name, printable_piece(text[start:index])
                at += index - start
                start = index


def _is_changed_at(differs: Sequence[bool], at: int) -> bool:
    return at < len(differs) and differs[at]
