"""One definition of each option: command lines, settings, help and documents are made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from prefect_codemods.options import Agent
from prefect_codemods.release import Release

Takes = Literal[
    "nothing",
    "choice",
    "release",
    "codes",
    "text",
    "count",
    "seconds",
    "url",
    "patterns",
    "merge-keys",
]
Owner = Literal["options", "settings", "files", "request", "fleet", "review"]


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """One option.

    ``name`` is its word behind ``--`` and its key in a file of settings; ``takes`` says which
    values it has, and ``choices`` names them. ``short`` and ``negative`` are further spellings,
    the second of the contrary. It sets the field ``field`` (else called as the option) of the
    object ``owner``; one that takes nothing sets it to ``stores``. ``default`` is what stands in
    documents for the default. ``section`` groups the help; without one it is no flag.

    ``key``: it may stand in a file of settings. ``fleet``: what becomes of it in a run over many
    repositories: handed to the run in each, used by the fleet itself, or implied there.
    """

    name: str
    help: str
    takes: Takes = "nothing"
    choices: tuple[str, ...] = ()
    metavar: str = ""
    short: str = ""
    negative: str = ""
    default: str = ""
    owner: Owner = "request"
    field: str = ""
    stores: object = True
    section: str = ""
    key: bool = False
    fleet: Literal["each", "own", "implied"] = "each"

    @property
    def sets(self) -> str:
        """The field that it sets."""
        return self.field or self.name.replace("-", "_")

    def written(self, value: object) -> str:
        """The word of a command line that gives it ``value``."""
        if self.takes == "nothing":
            return self.flag if value else self.negative
        return f"{self.flag}={','.join(value) if isinstance(value, tuple) else value}"

    @property
    def flag(self) -> str:
        """How it is written on a command line."""
        return f"--{self.name}"

    @property
    def flags(self) -> tuple[str, ...]:
        """All its spellings on a command line."""
        return tuple(word for word in (self.short, self.flag, self.negative) if word)

    @property
    def value_shown(self) -> str:
        """What stands behind the flag in documents: the choices, or a word in capitals."""
        return "|".join(self.choices) or self.metavar


CODEMOD_OPTIONS = (
    OptionSpec(
        "agent",
        "The kind of agent that runs your flows.",
        "choice",
        get_args(Agent),
        owner="options",
        section="Migration",
        key=True,
    ),
    OptionSpec(
        "from",
        "The release the code is written for, such as 0.13 or 0.13.19.",
        "release",
        metavar="RELEASE",
        owner="options",
        field="since",
        section="Migration",
        key=True,
    ),
    OptionSpec(
        "target",
        "The release to migrate to, such as 0.15.",
        "release",
        metavar="RELEASE",
        default="1.x",
        owner="options",
        section="Migration",
        key=True,
    ),
    OptionSpec(
        "select",
        "Use only these rules, such as PM1,PM301: codes, or how codes begin.",
        "codes",
        metavar="CODES",
        owner="options",
        section="Rules",
        key=True,
    ),
    OptionSpec(
        "ignore",
        "Do not use these rules; the longer code wins over --select.",
        "codes",
        metavar="CODES",
        owner="options",
        section="Rules",
        key=True,
    ),
    OptionSpec(
        "unsafe-fixes",
        "Also apply fixes that may change behaviour.",
        negative="--no-unsafe-fixes",
        owner="options",
        section="Rules",
        key=True,
    ),
)
"""What the codemods know by themselves, under LibCST's runner too."""


class NotRuleCode(ValueError):
    """A ``word`` that can't be a rule code or the start of some."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"`{word}` is not a rule code: write PM101, or the start of codes such as PM1"
        )
        self.word = word


def read_value(spec: OptionSpec, value: object) -> Any:
    """``value``, from a command line or a file of settings, as the field of ``spec`` holds it.

    Raises ``ValueError`` where it can't be one.
    """
    if spec.takes == "nothing":
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is neither true nor false")
        return value
    if spec.takes in ("codes", "patterns"):
        return _read_codes(_read_strings(value)) if spec.takes == "codes" else _read_strings(value)
    if spec.takes == "merge-keys":
        if not isinstance(value, Mapping):
            raise ValueError('it must be a table such as {"Kind.spec.items" = ["name"]}')
        return {str(key): _read_strings(keys) for key, keys in value.items()}
    if spec.takes == "choice":
        if value not in spec.choices:
            raise ValueError(f"`{value}` is not one of {', '.join(spec.choices)}")
        return value
    if not isinstance(value, str):
        example = ' such as "0.13"' if spec.takes == "release" else ""
        raise ValueError(f"it must be a string{example}")
    return _from_text(spec.takes, value)


def _from_text(takes: Takes, text: str) -> Any:
    if takes == "release":
        return Release.parse(text)
    if takes == "url" and not re.match(r"https?://[^\s\"'<>]+$", text):
        raise ValueError(f"`{text}` is not a URL that starts with https:// or http://")
    if takes == "count" and not (text.isascii() and text.isdigit()):
        raise ValueError(f"`{text}` is not a number from 0 on")
    if takes == "count":
        return int(text)
    if takes == "seconds":
        return _read_seconds(text)
    return text


def _read_seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds < 0.1:
        raise ValueError(f"`{text}` is not a number of seconds from 0.1 on")
    return seconds


def _read_strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise ValueError("it must be a list of strings")
    return tuple(value)


def _read_codes(values: tuple[str, ...]) -> tuple[str, ...]:
    """Rule codes or their prefixes from items that may hold several; ``ALL`` stands for all."""
    words = [word.strip() for value in values for word in value.split(",")]
    for word in words:
        if not re.fullmatch(r"PM\d{0,4}|ALL", word):
            raise NotRuleCode(word)
    return tuple("PM" if word == "ALL" else word for word in words)
