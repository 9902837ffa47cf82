"""Code behind Python's prompts, as in doctests: ``>>>`` and ``...`` off, and on again."""

from __future__ import annotations

import difflib
import re

from prefect_codemods.python import normal_form
from prefect_migrate.model import split_lines

_PROMPT = re.compile(r"(>>>|\.\.\.)(?: |(?=\r?$))")
_OUTPUT = "#__output__"


def has_prompts(text: str) -> bool:
    """Whether ``text`` shows an interactive session."""
    first = next((line for line in split_lines(text) if line.strip()), "")
    return first.startswith(">>> ")


def strip_prompts(text: str) -> str:
    """The code of a session, line for line; what the interpreter printed becomes a comment."""
    return "".join(_strip_prompt(line) for line in split_lines(text))


def _strip_prompt(line: str) -> str:
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    match = _PROMPT.match(body)
    if match:
        return body[match.end() :] + end
    return (_OUTPUT + body if body.strip() else body) + end


def restore_prompts(text: str, code: str) -> str:
    """The session for new ``code``: unchanged lines keep their bytes, others get their prompt."""
    source, before, after = split_lines(text), split_lines(strip_prompts(text)), split_lines(code)
    starts = _statement_starts(code)
    made: list[str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            made += source[i1:i2]
            continue
        for number in range(j1, j2):
            line = after[number]
            if line.startswith(_OUTPUT):
                made.append(line.removeprefix(_OUTPUT))
            elif line.strip():
                made.append((">>> " if number in starts else "... ") + line)
            else:
                made.append(line)
    return "".join(made)


def _statement_starts(code: str) -> set[int]:
    """The 0-based lines on which a top-level statement of ``code`` starts."""
    found = set()
    for node in normal_form.parsed_module(code).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        found.add(first - 1)
    return found
