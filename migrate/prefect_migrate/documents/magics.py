"""IPython's own lines among Python: ``!command``, ``%magic``, ``name?``; and cells of other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prefect_codemods.python import normal_form

_LINE = re.compile(
    r"^(?P<lead>[ \t]*(?:[\w., ]+=[ \t]*)?)"
    r"(?P<magic>[%!](?:[^\n\\]|\\.|\\\n)*|\?{1,2}[\w.*]+|[\w.]+\?{1,2})[ \t]*$",
    re.MULTILINE,
)
_SHELL = re.compile(r"!!?[ \t]*(?=\S)|%(?=(?:pip|conda|prefect)[ \t])|%sx[ \t]+|%system[ \t]+")
_ENV = re.compile(
    r"%(?:env|set_env)[ \t]+(?P<name>[A-Za-z_]\w*)(?P<sep>[ \t]*=[ \t]*|[ \t]+)(?=\S)"
)
_CELL = re.compile(r"\s*%%(?P<name>[\w!]+)(?P<rest>[^\n]*)\n")
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "debug", "python", "python3", "px"})
_SHELL_CELLS = frozenset({"bash", "sh", "zsh", "!", "system", "sx"})
_SHELLS = re.compile(r"(?:[ \t]+-\S+)*[ \t]+(?:\S*/)?(?:ba|z|k|da)?sh\b")


@dataclass(frozen=True, slots=True)
class Magic:
    """One line of IPython's that stands in Python, and the expression ``name`` in its place.

    ``language`` is that of what it runs, at ``[start, end)`` in the cell, ``""`` where it runs
    nothing that is known.
    """

    name: str
    text: str
    language: str
    start: int
    end: int


def without_magics(text: str, cell: int) -> tuple[str, tuple[Magic, ...]]:
    """A cell's code with a name in the place of each magic; Python as it stands has none."""
    found: list[Magic] = []

    def stand_in(match: re.Match[str]) -> str:
        name = f"__prefect_migrate_magic_{cell}_{len(found)}__"
        if breaks := match["magic"].count("\n"):
            name += f"[{breaks * chr(10)}0]"  # as many lines as it has
        language, skip = _runs(match["magic"])
        start = match.start("magic")
        found.append(Magic(name, match["magic"], language, start + skip, match.end("magic")))
        return match["lead"] + name

    if _parses(text):
        return text, ()
    return _LINE.sub(stand_in, text), tuple(found)


def _runs(magic: str) -> tuple[str, int]:
    """The language of what a magic runs, and where that begins in it."""
    if shell := _SHELL.match(magic):
        return "shell", shell.end()
    if variable := _ENV.match(magic):
        return ("env", variable.start("name")) if "=" in variable["sep"] else ("", 0)
    return "", 0


def other_language(text: str) -> tuple[str, int] | None:
    """The language or file name for the rest of a cell, and where that starts.

    ``None`` for a cell of Python; ``""`` for a language that isn't known here. A file name comes
    with a slash in front.
    """
    match = _CELL.match(text)
    if match is None or match["name"] in _PYTHON_CELLS:
        return None
    name, rest = match["name"], match["rest"]
    if name in _SHELL_CELLS or (name == "script" and _SHELLS.match(rest)):
        return "shell", match.end()
    if name in ("writefile", "file"):
        words = [word for word in rest.split() if not word.startswith("-")]
        return f"/{words[-1]}" if words else "", match.end()
    return "", match.end()


def restored(code: str, magics: tuple[Magic, ...]) -> str:
    """``code`` with the magics in the place of their names."""
    for magic in magics:
        code = code.replace(magic.name, magic.text)
    return code


def _parses(code: str) -> bool:
    try:
        normal_form.parsed(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def running(magics: tuple[Magic, ...]) -> Iterator[Magic]:
    """Those that run something in a language that is known."""
    return (magic for magic in magics if magic.language)
