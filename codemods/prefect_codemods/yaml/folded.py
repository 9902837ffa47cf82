"""New text for a scalar whose lines are folded into one: by ``>``, or as it is written in YAML."""

from __future__ import annotations

import difflib
import re

from prefect_codemods.yaml import tree

_PIECE = re.compile(r"(\s*)(\S+)")


def refold_scalar(source: str, value: str, new: str) -> str | None:
    """The source of a scalar that holds ``new`` for ``value``, its lines broken where they were.

    ``None`` where the words of the source aren't those of the value, or YAML reads something else.
    """
    head, _, body = source.partition("\n") if source[:1] == ">" else ("", "", source)
    quote = body[:1] if not head and body[:1] in "\"'" else ""
    inner = body[len(quote) : len(body) - len(quote)] if quote else body
    pieces = [(match[1], match[2]) for match in _PIECE.finditer(inner)]
    words = [word for _, word in pieces]
    if words != value.split():
        return None
    made = quote + "".join(_break_words(pieces, words, new.split())) + quote
    made = f"{head}\n{made}" if head else made
    return made if tree.read_alone(made) == (new if not head else _chomp_ends(made, new)) else None


def _break_words(pieces: list[tuple[str, str]], before: list[str], after: list[str]) -> list[str]:
    """The new words, each behind what stood before the word in its place."""
    made: list[str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        for number in range(first, last):
            old = start + number - first
            space = pieces[old][0] if old < end else " "
            made += [space, after[number]]
    return made


def _chomp_ends(source: str, new: str) -> str:
    """``new`` with the line ends that the header of a folded block leaves it."""
    return new.rstrip("\n") if "-" in source.partition("\n")[0] else new.rstrip("\n") + "\n"
