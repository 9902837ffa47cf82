"""Code behind Python's or IPython's prompts: they are taken off, and put on again."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from prefect_codemods.python import normal_form
from prefect_migrate.model import split_lines

_PROMPT = re.compile(r"(>>>|\.\.\.)(?: |(?=\r?$))")
_INPUT = re.compile(r"In \[[\d*]*\]:(?: |(?=\r?$))")
_CONTINUED = re.compile(r"[ \t]*\.{3,}:(?: |(?=\r?$))")
_OUTPUT = "#__output__"


def has_prompts(text: str) -> bool:
    """Whether ``text`` shows an interactive session."""
    return _first_line(text).startswith(">>> ") or is_ipython(text)


def is_ipython(text: str) -> bool:
    """Whether ``text`` shows a session of IPython."""
    return _INPUT.match(_first_line(text)) is not None


def prompt_widths(text: str) -> tuple[int, ...]:
    """How wide the prompt of each line of a session is; output has more before it in the code."""
    ipython = is_ipython(text)
    matches = (_match_prompt(line.rstrip("\r\n"), ipython) for line in split_lines(text))
    return tuple(match.end() if match else -len(_OUTPUT) for match in matches)


def strip_prompts(text: str) -> str:
    """The code of a session, line for line; what the interpreter printed becomes a comment."""
    ipython = is_ipython(text)
    return "".join(_strip_prompt(line, ipython) for line in split_lines(text))


def _first_line(text: str) -> str:
    return next((line for line in split_lines(text) if line.strip()), "")


def _match_prompt(line: str, ipython: bool) -> re.Match[str] | None:
    if ipython:
        return _INPUT.match(line) or _CONTINUED.match(line)
    return _PROMPT.match(line)


def _strip_prompt(line: str, ipython: bool) -> str:
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    match = _match_prompt(body, ipython)
    if match:
        return body[match.end() :] + end
    return (_OUTPUT + body if body.strip() else body) + end


def restore_prompts(text: str, code: str) -> str:
    """The session for new ``code``: unchanged lines keep their bytes, others get their prompt."""
    source, before, after = split_lines(text), split_lines(strip_prompts(text)), split_lines(code)
    ipython = is_ipython(text)
    starts = frozenset() if ipython else _statement_starts(code)
    made: list[str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            made += source[i1:i2]
        elif ipython:
            made += _with_ipython_prompts(source, i1, i2, after[j1:j2])
            if j1 == j2:
                _move_input(source, i1, i2)
        else:
            made += [_with_prompt(after[number], number in starts) for number in range(j1, j2)]
    return "".join(made)


def _with_prompt(line: str, starts: bool) -> str:
    if line.startswith(_OUTPUT):
        return line.removeprefix(_OUTPUT)
    return f"{'>>> ' if starts else '... '}{line}" if line.strip() else line


def _with_ipython_prompts(
    source: list[str], first: int, last: int, lines: Sequence[str]
) -> list[str]:
    """New lines for ``source[first:last]``.

    IPython numbers its inputs: a new line gets the prompt of the one in its place, or continues the
    input there. ``source`` is changed where an input begins with new lines.
    """
    made: list[str] = []
    for number, line in enumerate(lines):
        if line.startswith(_OUTPUT):
            made.append(line.removeprefix(_OUTPUT))
            continue
        place = first + number
        match = _match_prompt(source[place], True) if place < last else None
        if match is None and not made and first == last < len(source):
            match = _INPUT.match(source[first])
            if match is not None:
                rest = source[first][match.end() :]
                source[first] = _continued(source, first) + rest
        prompt = match.group() if match is not None else _continued(source, first)
        made.append(prompt + line if line.strip() else prompt.rstrip() + line)
    return made


def _move_input(source: list[str], first: int, last: int) -> None:
    """Let the line behind ``source[first:last]``, which is taken out, begin the input there."""
    inputs = [match for line in source[first:last] if (match := _INPUT.match(line)) is not None]
    follows = _CONTINUED.match(source[last]) if last < len(source) else None
    if inputs and follows is not None:
        source[last] = inputs[-1].group() + source[last][follows.end() :]


def _continued(source: Sequence[str], at: int) -> str:
    """What stands before the further lines of the input around a line."""
    inputs = (_INPUT.match(line) for line in (*source[at : at + 1], *reversed(source[:at])))
    width = next((match.end() for match in inputs if match is not None), len("In [1]: "))
    return f"{'...:'.rjust(width - 1)} "


def _statement_starts(code: str) -> frozenset[int]:
    """The 0-based lines on which a top-level statement of ``code``, or a comment outside of one, starts."""
    found = set()
    inside: set[int] = set()
    for node in normal_form.parsed_module(code).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        found.add(first - 1)
        inside.update(range(first - 1, node.end_lineno or first))
    comments = (n for n, line in enumerate(split_lines(code)) if line.startswith("#"))
    return frozenset(found.union(n for n in comments if n not in inside))
