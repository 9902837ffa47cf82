"""Manifests in strings of Python code."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from prefect_codemods.python import normal_form
from prefect_migrate.reconcile.edits import Stream

_IDENTITY = re.compile(r"^(?:kind:|  (?:name|namespace):|apiVersion:).*?$", re.MULTILINE)


def manifest_strings(code: str, first: int = 0, indent: int = 0) -> tuple[Stream, ...]:
    r"""The YAML streams in triple-quoted strings of Python code that hold manifests.

    Only strings whose lines are source lines: opened by ``\"\"\"`` (and a backslash) at the end of
    a line, closed on a line of its own, without escapes. ``first`` is added to all lines and
    ``indent`` to all indentations. None for code that doesn't parse.
    """
    if "apiVersion:" not in code:
        return ()
    try:
        tree = normal_form.parsed_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    lines = code.replace("\r\n", "\n").split("\n")
    found: list[Stream] = []
    inner = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            stream = _string_stream(node, lines)
            if stream is not None:
                found.append(
                    Stream(stream.start + first, stream.end + first, stream.indent + indent)
                )
    return tuple(sorted(found))


def _string_stream(node: ast.Constant, lines: Sequence[str]) -> Stream | None:
    value = str(node.value)
    if "apiVersion:" not in value or node.end_lineno is None:
        return None
    start, end = node.lineno, node.end_lineno - 1
    source = lines[start:end]
    body = value.removeprefix("\n").split("\n")
    closes_alone = not lines[end].strip().rstrip("'\"").strip(" )],")
    if not source or not closes_alone or body[: len(source)] != list(source):
        return None
    indents = [len(line) - len(line.lstrip(" ")) for line in source if line.strip()]
    return Stream(start, end, min(indents, default=0))


def mask_manifests(code: str) -> str:
    """The code with each manifest in a string cut down to what identifies it.

    Manifests are reconciled by themselves; only which ones there are is the code's business.
    """
    streams = manifest_strings(code)
    lines = code.split("\n")
    for stream in reversed(streams):
        lines[stream.start : stream.end] = _identity(
            lines[stream.start : stream.end], stream.indent
        )
    return "\n".join(lines)


def string_identities(code: str, streams: Sequence[Stream]) -> frozenset[str]:
    """What identifies the manifests of each stream in ``code``, as one text for each stream."""
    lines = code.split("\n")
    return frozenset("\n".join(_identity(lines[s.start : s.end], s.indent)) for s in streams)


def _identity(lines: Sequence[str], indent: int) -> list[str]:
    body = "\n".join(line[indent:] for line in lines)
    return sorted(match.strip() for match in _IDENTITY.findall(body))
