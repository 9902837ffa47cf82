"""A person's choices, by the ids of conflicts, decisions and fixes: read from a file, replayed.

A file of choices is TOML or JSON, a table of ids and what to take::

    "0773faee3143" = "ours"
    "f4fa3943c935" = "both"
    "5a52bd2b504d" = { text = "image: dask:1.0\n" }
    "90cb2c0d8d0a" = "reject"

``accept`` says that somebody looked at what the tool does, and wants it; ``reject`` leaves a fix
out, and a conflict or what a decision is about in markers. ``ours`` and ``theirs`` are the sides as
they stand in the file that is resolved; an id does not tell which side is which, so a text is the
surest choice to carry to another branch. ``both`` is ours followed by theirs.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from prefect_migrate.conflicts.segments import Common, Conflict, Conflicted
from prefect_migrate.model import split_lines

Take = Literal["ours", "theirs", "both", "text", "accept", "reject"]
_TAKES: tuple[Take, ...] = ("ours", "theirs", "both", "text", "accept", "reject")
_ID = re.compile(r"[0-9a-f]{6,64}")


class ChoicesError(Exception):
    """A file of choices that can't be used; the message is one line."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to take for one conflict; ``text`` is set where ``take`` is ``"text"``."""

    take: Take
    text: str = ""

    @property
    def resolves(self) -> bool:
        """Whether it says what takes a conflict's place."""
        return self.take not in ("accept", "reject")

    def lines(self, conflict: Conflict) -> tuple[str, ...]:
        """The lines that take the conflict's place, with its line ends."""
        if self.take == "ours":
            return conflict.ours
        if self.take == "theirs":
            return conflict.theirs
        if self.take == "both":
            return _with_line_ends(conflict.ours, conflict.eol) + conflict.theirs
        plain = self.text.replace("\r\n", "\n")
        lines = tuple(split_lines(plain.replace("\n", conflict.eol)))
        return _with_line_ends(lines, conflict.eol) if conflict.closer.endswith("\n") else lines


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file after choices: ``origin[i]`` is the 0-based line in the file before of line ``i``."""

    text: str
    origin: tuple[int, ...]
    applied: tuple[Conflict, ...]


def read_choices(path: Path) -> dict[str, Choice]:
    """The choices of a file, by id. Raises ``ChoicesError``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ChoicesError(f"{path}: could not be read: {error}") from None
    return read_text(path, text)


def read_text(path: Path, text: str) -> dict[str, Choice]:
    """The choices that ``text``, the content of a file, holds. Raises ``ChoicesError``."""
    table = _choices_table(path, text)
    inner = table.get("decisions", table)
    if not isinstance(inner, dict):
        raise ChoicesError(f"{path}: decisions must be a table of ids")
    return {_checked_id(path, key): _read_choice(path, key, value) for key, value in inner.items()}


def find_choice(choices: Mapping[str, Choice], id: str) -> Choice | None:
    """The choice for a conflict; a file may hold the beginning of an id, if only one fits."""
    fitting = [choice for key, choice in choices.items() if id.startswith(key)]
    return fitting[0] if len(fitting) == 1 else choices.get(id)


def unknown_ids(choices: Mapping[str, Choice], known: Collection[str]) -> list[str]:
    """A line for each id that none of ``known`` begins with, with the nearest one that does."""
    unknown = [key for key in choices if not any(id.startswith(key) for id in known)]
    if unknown and not known:
        return [f"none of its ids is in these files: {', '.join(unknown)}"]
    return [f"`{key}` is not an id in these files{_nearest_id(key, known)}" for key in unknown]


def _nearest_id(key: str, known: Collection[str]) -> str:
    found = difflib.get_close_matches(key, sorted(known), 1, 0.7)
    return f"; did you mean `{found[0]}`?" if found else ""


def apply_choices(conflicted: Conflicted, choices: Mapping[str, Choice]) -> Chosen:
    """Replace each conflict that has a choice by what was chosen."""
    lines: list[str] = []
    origin: list[int] = []
    applied: list[Conflict] = []
    for segment in conflicted.segments:
        choice = None if isinstance(segment, Common) else find_choice(choices, segment.id)
        if choice is None or not choice.resolves or isinstance(segment, Common):
            taken: tuple[str, ...] = segment.lines
            places = range(segment.start, segment.start + len(taken))
            origin += places
        else:
            taken = choice.lines(segment)
            origin += _choice_origin(segment, choice, len(taken))
            applied.append(segment)
        lines += taken
    return Chosen("".join(lines), tuple(origin), tuple(applied))


def _choice_origin(conflict: Conflict, choice: Choice, count: int) -> list[int]:
    """Where the chosen lines stood; those of a text, at the conflict's first line."""
    if choice.take == "text":
        return [conflict.start] * count
    (ours, start), (theirs, begin) = conflict.part("ours"), conflict.part("theirs")
    of_ours = range(start, start + len(ours) if choice.take != "theirs" else start)
    of_theirs = range(begin, begin + len(theirs) if choice.take != "ours" else begin)
    return [*of_ours, *of_theirs]


def _with_line_ends(lines: tuple[str, ...], eol: str) -> tuple[str, ...]:
    if lines and not lines[-1].endswith("\n"):
        return (*lines[:-1], lines[-1] + eol)
    return lines


def _choices_table(path: Path, text: str) -> dict[str, Any]:
    from prefect_codemods.findings import Refusal
    from prefect_codemods.parsing import parse_toml

    try:
        loaded: Any = json.loads(text) if path.suffix == ".json" else parse_toml(text)
    except Refusal as error:
        raise ChoicesError(f"{path}: {error.message.splitlines()[0]}") from None
    except ValueError as error:
        raise ChoicesError(f"{path}: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise ChoicesError(f"{path}: nested too deeply") from None
    if not isinstance(loaded, dict):
        raise ChoicesError(f"{path}: must hold a table of ids and what to take")
    return loaded


def _checked_id(path: Path, key: str) -> str:
    if not _ID.fullmatch(key):
        raise ChoicesError(f"{path}: `{key}` is not an id (6 or more of 0-9 and a-f)")
    return key


def _read_choice(path: Path, key: str, value: object) -> Choice:
    if isinstance(value, str) and value in _TAKES and value != "text":
        return Choice(next(take for take in _TAKES if take == value))
    if isinstance(value, dict) and value.keys() == {"text"} and isinstance(value["text"], str):
        return Choice("text", value["text"])
    raise ChoicesError(
        f'{path}: {key}: must be "ours", "theirs", "both", "accept", "reject" or {{ text = "…" }}'
    )
