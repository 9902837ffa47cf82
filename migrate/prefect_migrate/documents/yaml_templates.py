"""Templates of Helm and Jinja in YAML, masked so that the rest can be read as what it is.

The mask changes neither the number of characters nor that of lines, so that places in the masked
text are places in the text itself. A template inside a line becomes part of a scalar; a line of
nothing but templates becomes a comment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FIRST_WORD = re.compile(r"\s*\{[{%#]-?\s*(\w*)")
_FIRST = 0xE000
"""The start of Unicode's private use area: characters that YAML takes for letters."""

_MASKED = {code: _FIRST + code for code in range(0x20, 0x7F) if not chr(code).isalnum()}
_PLAIN = {masked: code for code, masked in _MASKED.items()}


def mask_templates(lines: Sequence[str]) -> list[str] | None:
    """The lines with their templates masked; ``None`` where one can't be, or there are none."""
    text = "".join(lines)
    spans = [match.span() for match in TEMPLATE.finditer(text)]
    if not spans or any(_FIRST <= ord(char) < _FIRST + 0x7F for char in text):
        return None
    made: list[str] = []
    at = 0
    for line in lines:
        held = [(max(a, at) - at, min(b, at + len(line)) - at) for a, b in spans]
        held = [(a, b) for a, b in held if a < b]
        whole = [a < at or b > at + len(line) for a, b in spans if a < at + len(line) and b > at]
        if not held:
            made.append(line)
        elif not _without_spans(line, held).strip():
            blanks = len(line) - len(line.lstrip())
            made.append(line[:blanks] + "#" + line[blanks + 1 :])
        elif any(whole):
            return None
        else:
            made.append(_mask_spans(line, held))
        at += len(line)
    return made


def unmask_templates(text: str) -> str:
    """A text out of masked lines as it stands in the file."""
    return text.translate(_PLAIN)


def control_lines(lines: Sequence[str], masked: Sequence[str]) -> list[int]:
    """The lines of nothing but templates, which steer what stands between them."""
    return [
        number
        for number, (line, seen) in enumerate(zip(lines, masked, strict=True))
        if seen.lstrip().startswith("#") and not line.lstrip().startswith("#")
    ]


def control_words(lines: Sequence[str]) -> list[str] | None:
    """The first words (``if``, ``range``, ``end``) of the templates that stand in lines of their own.

    ``None`` where the text can't be masked.
    """
    masked = mask_templates(lines)
    if masked is None:
        return None
    controls = [lines[number] for number in control_lines(lines, masked)]
    return [found[1] if (found := _FIRST_WORD.match(line)) else "" for line in controls]


def _without_spans(line: str, spans: Sequence[tuple[int, int]]) -> str:
    return "".join(char for i, char in enumerate(line) if not any(a <= i < b for a, b in spans))


def _mask_spans(line: str, spans: Sequence[tuple[int, int]]) -> str:
    made = line
    for start, end in spans:
        made = made[:start] + made[start:end].translate(_MASKED) + made[end:]
    return made
