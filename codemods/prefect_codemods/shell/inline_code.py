"""Python code inside of shell text: read by the rules for Python, and only reported."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from prefect_codemods.findings import Level, Refusal
from prefect_codemods.options import Options
from prefect_codemods.python.engine import rewrite_module


def old_code(code: str, options: Options) -> dict[str, tuple[int, int]]:
    """The codes of the rules that have something to say of ``code``, each with its first place.

    Places are line (1-based) and column (1-based) of ``code``. What isn't Python has none.
    """
    text = textwrap.dedent(code)
    indent = len(code.split("\n", 1)[0]) - len(text.split("\n", 1)[0])
    try:
        places = dict(sorted(_findings(text, options), key=lambda found: found[1], reverse=True))
    except Refusal:
        return {}
    return {rule: (line, column + indent) for rule, (line, column) in sorted(places.items())}


def _findings(code: str, options: Options) -> Iterator[tuple[str, tuple[int, int]]]:
    found = rewrite_module(code, options)
    for change in found.changes:
        yield change.rule, (change.line, change.column)
    for diagnostic in found.diagnostics:
        if diagnostic.level is not Level.NOTE:
            yield diagnostic.rule, (diagnostic.line, diagnostic.column)
