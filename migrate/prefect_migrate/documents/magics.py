"""IPython's own lines among Python: ``!command``, ``%magic``, ``name?``; and cells of other languages."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from functools import partial

from prefect_codemods.python import normal_form

_LINE = re.compile(
    r"^(?P<lead>[ \t]*(?:[\w., ]+=[ \t]*)?)"
    r"(?P<magic>[%!](?:[^\n\r\\]|\\\r?\n|\\.)*|\?{1,2}[\w.*]+|[\w.]+\?{1,2})[ \t]*(?=\r?$)",
    re.MULTILINE,
)
_SHELL = re.compile(r"!!?[ \t]*(?=\S)|%(?=(?:pip|conda|prefect)[ \t])|%sx[ \t]+|%system[ \t]+")
_ENV = re.compile(
    r"%(?:env|set_env)[ \t]+(?P<name>[A-Za-z_]\w*)(?P<sep>[ \t]*=[ \t]*|[ \t]+)(?=\S)"
)
_TIMED = re.compile(r"%(?:time|timeit|prun|memit|mprun|lprun)\b(?P<code>.*)", re.DOTALL)
_RUN_CODE = re.compile(
    r"%{1,2}(?:time|timeit|prun|memit|lprun|mprun)(?:[ \t]+-(?:[nrplsTDtif][ \t]*[\w.]+|[a-zA-Z]))*[ \t]+(?=[^-\s])"
)
_SHOW_CODE = re.compile(
    r"(?P<before>\?{0,2}|%(?:pinfo2?|pdoc|psource)[ \t]+)(?P<code>[\w.]+)(?P<after>\?{0,2})"
)
_HELP = re.compile(r"\?{0,2}(?P<name>[^\W\d]\w*)[\w.*]*\?{0,2}")
_BRACED = re.compile(r"(?<!\{)\{([^{}\n]+)\}")
_NAME = re.compile(r"(?<![\w.\"'])[^\W\d]\w*")
_USES = re.compile(r"(?P<line>[^\n]*?)\[__prefect_migrate_uses__(?P<names>(?:,[ ]\w+)*)\]")
_CELL = re.compile(r"\s*%%(?P<name>[\w!]+)(?P<rest>[^\n]*)\n")
PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "debug", "python", "python3", "px"})
_SHELL_CELLS = frozenset({"bash", "sh", "zsh", "!", "system", "sx"})
_SHELLS = re.compile(r"(?:[ \t]+-\S+)*[ \t]+(?:\S*/)?(?:ba|z|k|da)?sh\b")


@dataclass(frozen=True, slots=True)
class Magic:
    """One line of IPython's that stands in Python, and the expression ``name`` in its place.

    ``language`` is that of what it runs, at ``[start, end)`` in the cell; ``text``, which is only
    searched, where that isn't known. ``uses`` are names of Python that it reads. Of one that only
    measures or explains code of Python, the code stands behind the name as a statement of its own,
    ``before`` and ``after`` are what stands around it.
    """

    name: str
    text: str
    language: str
    start: int
    end: int
    uses: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


def without_magics(text: str, cell: int) -> tuple[str, tuple[Magic, ...]]:
    """A cell's code with a name in the place of each magic; Python as it stands has none."""
    found: list[Magic] = []

    def stand_in(match: re.Match[str]) -> str:
        name = f"__prefect_migrate_magic_{cell}_{len(found)}__"
        if (around := _around_code(match["magic"])) is not None:
            before, code, after = around
            place = (match.start("magic"), match.end("magic"))
            found.append(Magic(name, match["magic"], "python", *place, before=before, after=after))
            return f"{match['lead']}{_stand_for(name, match['magic'])}; {code}"
        if breaks := match["magic"].count("\n"):
            name += f"[{breaks * chr(10)}0]"  # as many lines as it has
        language, skip = _language_run(match["magic"])
        start = match.start("magic")
        uses = _names_used(match["magic"], language)
        end = match.end("magic")
        found.append(Magic(name, match["magic"], language, start + skip, end, uses))
        return match["lead"] + _stand_for(name, match["magic"]) + _use_marks(uses)

    if _code_parses(text):
        return text, ()
    return _LINE.sub(stand_in, text), tuple(found)


def _stand_for(name: str, magic: str) -> str:
    """What stands in the place of a magic. That of a cell is its first line, whatever is imported there:
    a docstring is, too."""
    return f'"{name}"' if magic.startswith("%%") else name


def _around_code(magic: str) -> tuple[str, str, str] | None:
    """The code of Python that a magic measures or explains, between what stands around it."""
    if run := _RUN_CODE.match(magic):
        before, code, after = run.group(), magic[run.end() :], ""
    elif shown := _SHOW_CODE.fullmatch(magic.rstrip()):
        before, code, after = shown["before"], shown["code"], shown["after"]
    else:
        return None
    return (before, code, after) if "\n" not in magic and _code_parses(code) else None


def _language_run(magic: str) -> tuple[str, int]:
    """The language of what a magic runs, and where that begins in it."""
    if shell := _SHELL.match(magic):
        return "shell", shell.end()
    if variable := _ENV.match(magic):
        return ("env", variable.start("name")) if "=" in variable["sep"] else ("text", 0)
    return "text", 0


def _names_used(magic: str, language: str) -> tuple[str, ...]:
    """The names of Python that IPython reads for a magic: it needs them as a call would."""
    if timed := _TIMED.match(magic):
        code = timed["code"]
    elif language == "shell":
        code = " ".join(_BRACED.findall(magic))
    elif help := _HELP.fullmatch(magic):
        code = help["name"]
    else:
        return ()
    names = dict.fromkeys(_NAME.findall(code))
    return tuple(name for name in names if not keyword.iskeyword(name))


def _use_marks(uses: tuple[str, ...]) -> str:
    """What makes the names count as used, behind the name of a magic."""
    return f"[__prefect_migrate_uses__{''.join(f', {name}' for name in uses)}]" if uses else ""


def other_language(text: str) -> tuple[str, int] | None:
    """The language or file name for the rest of a cell, and where that starts.

    ``None`` for a cell of Python; ``text`` for a language that isn't known here. A file name comes
    with a slash in front.
    """
    match = _CELL.match(text)
    if match is None or match["name"] in PYTHON_CELLS:
        return None
    name, rest = match["name"], match["rest"]
    if name in _SHELL_CELLS or (name == "script" and _SHELLS.match(rest)):
        return "shell", match.end()
    if name in ("writefile", "file"):
        words = [word for word in rest.split() if not word.startswith("-")]
        return f"/{words[-1]}" if words else "text", match.end()
    return "text", match.end()


def restore_magics(code: str, magics: tuple[Magic, ...]) -> str:
    """``code`` with the magics in the place of their names."""
    for magic in magics:
        if magic.language == "python":
            place = re.escape(_stand_for(magic.name, magic.text))
            again = partial(_code_again, magic)
            code = re.sub(rf"{place}(?:;[ \t]*(?P<code>[^\r\n]*))?", again, code)
            continue
        code = code.replace(_stand_for(magic.name, magic.text), magic.text)
        if magic.uses:
            code = _USES.sub(partial(_renamed_magic, magic.uses), code, count=1)
    return code


def _code_again(magic: Magic, match: re.Match[str]) -> str:
    """A magic around its code, of which a fix may have left nothing."""
    return f"{magic.before}{match['code'] or 'pass'}{magic.after}"


def _renamed_magic(before: tuple[str, ...], match: re.Match[str]) -> str:
    """The line of a magic whose names may have become others."""
    line = match["line"]
    for old, new in zip(before, match["names"].split(", ")[1:], strict=True):
        line = re.sub(rf"(?<![\w.]){old}(?!\w)", new, line) if old != new else line
    return line


def _code_parses(code: str) -> bool:
    try:
        normal_form.parsed_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
