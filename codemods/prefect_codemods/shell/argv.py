"""The arguments of one command, and edits of them that don't care how they are written.

The same judgement serves a shell line, a JSON list and a list in Python: it works on words and
says which to write in place of which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from prefect_codemods.findings import Level
from prefect_codemods.release import Release
from prefect_codemods.rule import Rule
from prefect_codemods.shell.words import Word

_VARIABLE = re.compile(
    r"[\w./:=@-]*(?:\$\$?(?:\w+|\{\w+\}|<)[\w./:=@-]*)+|\$\$?\(.*\)|`.*`", re.DOTALL
)
"""A variable or a substitution without quotes. As the value of an option it is taken for one argument: more than one
would have broken the old command too."""

Place = Literal["replace", "delete", "before", "after", "head"]


OptionAction = Literal["keep", "write", "drop", "key", "json", "stop"]

_ALWAYS = Release(0)


@dataclass(frozen=True, slots=True)
class Option:
    """One option of an old command.

    ``takes``: a value follows. ``action``: ``keep`` it; ``write`` ``new`` in its place; ``drop`` it;
    ``key``: it wants an API key instead, which only a person can get; ``json``: write one ``new``
    for each key of its JSON object; ``stop``: nothing takes its place, ``new`` says what to do.
    The action holds from release ``removed_in`` on; before, the option is kept.
    """

    names: tuple[str, ...]
    takes: bool = True
    action: OptionAction = "keep"
    new: str = ""
    removed_in: Release = _ALWAYS


class Uncertain(Exception):
    """An old command that can't be rewritten for certain; ``word`` is where, ``help`` what to do."""

    def __init__(self, message: str, word: int, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.help = help


@dataclass(frozen=True, slots=True)
class Op:
    """One edit at the word with number ``word``.

    ``replace`` it by ``texts``, ``delete`` it, insert ``texts`` ``before`` or ``after`` it, or
    write ``texts[0]`` over its first ``head`` characters, leaving the rest.
    """

    place: Place
    word: int
    texts: tuple[str, ...] = ()
    head: int = 0


@dataclass(frozen=True, slots=True)
class CommandNote:
    """Something to tell about the word with number ``word``."""

    rule: Rule
    word: int
    message: str
    level: Level = Level.MANUAL
    help: str = ""


@dataclass(slots=True)
class Verdict:
    """What is to be done with one command; the edits belong together under one rule.

    ``depends_on_image``: whether they are right depends on what the container holds.
    """

    rule: Rule | None = None
    message: str = ""
    ops: list[Op] = field(default_factory=list)
    notes: list[CommandNote] = field(default_factory=list)
    depends_on_image: bool = False

    def add(self, place: Place, word: int, *texts: str, head: int = 0) -> None:
        """Plan one edit."""
        self.ops.append(Op(place, word, texts, head))


@dataclass(frozen=True, slots=True)
class Given:
    """An option as it was given: at ``word``, its value at ``at`` (``None``: takes none).

    ``at == word`` where name and value are one word; ``value`` is ``None`` where it isn't known.
    """

    option: Option
    name: str
    word: int
    at: int | None = None
    value: str | None = None

    @property
    def long(self) -> str:
        """The first spelling of the option, which names it."""
        return self.option.names[0]


@dataclass(frozen=True, slots=True)
class Parsed:
    """Options and positional arguments of a command, by Click's grammar.

    ``unknown`` are words that may hold any number of arguments.
    """

    options: tuple[Given, ...]
    positionals: tuple[int, ...]
    unknown: tuple[int, ...] = ()

    def get(self, *names: str) -> Given | None:
        """The first given option that goes by one of the names."""
        return next((g for g in self.options if set(names) & set(g.option.names)), None)


def parse_command(
    words: Sequence[Word], first: int, table: Iterable[Option], *, tolerant: bool = False
) -> Parsed:
    """Read ``words[first:]``.

    Raises ``Uncertain`` for an option that ``table`` doesn't know and for words that may hold
    any number of arguments, unless it is ``tolerant`` of these.
    """
    known = {name: option for option in table for name in option.names}
    options: list[Given] = []
    positionals: list[int] = []
    unknown: list[int] = []
    at = first
    while at < len(words):
        word = words[at]
        if not word.single and tolerant:
            unknown.append(at)
            at += 1
            continue
        # `--label=$X` is one option whatever it holds; `$X` by itself may be any number of words.
        if not word.single and "=" not in word.prefix:
            raise Uncertain(f"what `{word.raw}` holds isn't known", at)
        if word.value == "--":
            positionals.extend(range(at + 1, len(words)))
            break
        if word.value == "-" or not word.prefix.startswith("-"):
            positionals.append(at)
            at += 1
            continue
        given, at = _read_option(words, at, known)
        options.append(given)
    return Parsed(tuple(options), tuple(positionals), tuple(unknown))


def _read_option(words: Sequence[Word], at: int, known: dict[str, Option]) -> tuple[Given, int]:
    word = words[at]
    name, equals, rest = word.prefix.partition("=")
    short = len(name) == 2  # Click takes the `=` of `-p=x` for a part of the value
    if equals and not short and (option := known.get(name)) and option.takes:
        return Given(option, name, at, at, rest if word.value is not None else None), at + 1
    option = known.get(word.value or "")
    if option is None and not name.startswith("--"):
        attached = known.get(word.prefix[:2])
        if attached is not None and attached.takes and len(word.prefix) > 2 and not equals:
            value = word.prefix[2:] if word.value is not None else None
            return Given(attached, word.prefix[:2], at, at, value), at + 1
    if option is None:
        raise Uncertain(f"`{word.raw}` is not an option that this command has", at)
    if not option.takes:
        return Given(option, word.value or "", at), at + 1
    if at + 1 >= len(words):
        raise Uncertain(f"`{word.raw}` lacks its value", at)
    if not words[at + 1].single and not _VARIABLE.fullmatch(words[at + 1].raw):
        raise Uncertain(f"what `{words[at + 1].raw}` holds isn't known", at + 1)
    return Given(option, word.value or "", at, at + 1, words[at + 1].value), at + 2


def write_name(verdict: Verdict, words: Sequence[Word], given: Given, new: str) -> None:
    """Plan ``new`` in place of the name of ``given``; its value stays as it is written."""
    if given.at != given.word:
        verdict.add("replace", given.word, *new.split())
        return
    if not words[given.word].raw.lstrip("\"'").startswith(given.name):
        raise Uncertain(f"`{words[given.word].raw}` can't be taken apart", given.word)
    equals = "=" if len(given.name) == 2 and not given.name.startswith("--") else ""
    verdict.add("head", given.word, new + equals, head=len(given.name))


def drop_option(verdict: Verdict, given: Given) -> None:
    """Plan the removal of ``given`` with its value."""
    verdict.add("delete", given.word)
    if given.at is not None and given.at != given.word:
        verdict.add("delete", given.at)


def as_spans(
    words: Sequence[Word], verdict: Verdict, quote: Callable[[str], str], separator: str = " "
) -> list[tuple[int, int, str]]:
    """The edits as (start, end, new text), where ``quote`` writes one argument.

    A word is removed with what stands before it, so that continued lines stay whole.
    """
    spans: list[tuple[int, int, str]] = []
    for op in verdict.ops:
        word = words[op.word]
        new = separator.join(quote(text) for text in op.texts)
        if op.place == "replace":
            spans.append((word.start, word.end, new))
        elif op.place == "delete":
            spans.append((words[op.word - 1].end, word.end, ""))
        elif op.place == "before":
            spans.append((word.start, word.start, new + separator))
        elif op.place == "after":
            spans.append((word.end, word.end, separator + new))
        else:
            start = word.start + len(word.raw) - len(word.raw.lstrip("\"'"))
            spans.append((start, start + op.head, op.texts[0]))
    return spans
