"""Python code inside of shell text: read by the rules for Python, and only reported."""

from __future__ import annotations

import textwrap

from prefect_codemods.findings import Refusal
from prefect_codemods.lines import cut_lines
from prefect_codemods.options import Options
from prefect_codemods.python.engine import rewrite_module


def old_code(code: str, options: Options) -> dict[str, int]:
    """The codes of the rules that have something to say of ``code``, each with its first place.

    Places are 0-based offsets in ``code``, in characters. What isn't Python has none.
    """
    text = textwrap.dedent(code)
    try:
        found = rewrite_module(text, options)
    except Refusal:
        return {}
    lines, dedented = cut_lines(code), cut_lines(text)
    places: dict[str, int] = {}
    for rule, line, column in found.reported():
        number = min(line, len(lines)) - 1  # for Python a lone carriage return ends a line, too
        indent = len(lines[number]) - len(dedented[number])
        at = sum(map(len, lines[:number])) + indent + column - 1
        places[rule] = min(places.get(rule, at), at)
    return dict(sorted(places.items()))
