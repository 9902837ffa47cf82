"""Physical and logical lines of a text."""

from __future__ import annotations

import tokenize
from collections.abc import Iterator


def cut_lines(text: str) -> list[str]:
    r"""``text`` cut after each ``\n``, and nowhere else; the pieces join to ``text`` again."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def line_map(old: list[str], new: list[str]) -> dict[int, int]:
    """1-based lines of ``old`` -> where they, or what replaced them, stand in ``new``."""
    if old == new:
        return {number: number for number in range(1, len(old) + 1)}
    import difflib

    moved: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for offset in range(old_end - old_start):
            line = min(new_start + offset, max(new_end - 1, new_start))
            moved[old_start + offset + 1] = min(line, len(new) - 1) + 1
    return moved


def python_tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    r"""Python's tokens of ``text``, with lines that end at ``\n`` only.

    Ends early, without an error, where ``text`` stops being Python.
    """
    lines = iter(cut_lines(text))
    try:
        yield from tokenize.generate_tokens(lambda: next(lines, ""))
    except (tokenize.TokenError, SyntaxError):
        return


def logical_lines(text: str) -> dict[int, tuple[int, int]]:
    """For each 1-based physical line of Python code: first and last line of its logical line.

    Blank lines and lines that hold a comment only are left out, except inside brackets.
    """
    spans: dict[int, tuple[int, int]] = {}
    first = 0
    for token in python_tokens(text):
        if token.type in _SILENT:
            continue
        first = first or token.start[0]
        if token.type == tokenize.NEWLINE:
            span = (first, token.start[0])
            for line in range(span[0], span[1] + 1):
                spans.setdefault(line, span)
            first = 0
    return spans


_SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
