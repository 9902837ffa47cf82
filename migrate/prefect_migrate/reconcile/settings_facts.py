"""What files of settings say, as the parser of their own language reads them, and their words."""

from __future__ import annotations

import configparser
import json
import re
from collections import Counter
from collections.abc import Hashable, Iterator

from prefect_codemods.findings import Refusal
from prefect_codemods.parsing import parse_toml, read_ini
from prefect_migrate.reconcile.fact_check import Facts

LARGEST = 200_000
"""Up to how many characters TOML is read: ``tomllib`` takes seconds for more."""

_REQUIREMENT = re.compile(
    r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?=[=<>!~;@]|$)"
)
_WORD = re.compile(r"[^\s,;=\[\]{}()\"']+")
_VARIABLE = re.compile(r"(?:export\s+)?([A-Za-z_][\w.]*)\s*=")
TWICE = "names something twice"


def toml_facts(text: str) -> Facts | None:
    """The values of a TOML file at their keys, and its words."""
    if len(text) > LARGEST:
        return None
    try:
        return _with_words(text, _values_with_paths(parse_toml(text), ()))
    except Refusal:
        return None


def json_facts(text: str) -> Facts | None:
    """The values of a JSON file at their keys, and its words."""
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return _with_words(text, _values_with_paths(found, ()))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key appears twice")
    return made


def ini_facts(text: str) -> Facts | None:
    """The lines of each value of an INI file, and its words."""
    parser = configparser.RawConfigParser(allow_no_value=True, default_section="", strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    return None if read_ini(parser, text) else _with_words(text, _options(parser))


def _options(parser: configparser.RawConfigParser) -> Iterator[Hashable]:
    for section in parser.sections():
        yield section
        for key, value in parser.items(section):
            lines = [line.strip() for line in (value or "").split("\n")]
            yield from ((section, key, line) for line in lines if line)
            yield section, key
            yield from _repeated_packages((section, key), lines)


def env_facts(text: str) -> Facts | None:
    """The variables of an ``.env`` file, and its words."""
    lines = [line.strip() for line in text.splitlines()]
    names = Counter(match[1] for line in lines if (match := _VARIABLE.match(line)))
    twice = ((name, TWICE) for name, count in names.items() for _ in range(count - 1))
    return _with_words(text, [*lines, *twice])


def requirements_facts(text: str) -> Facts | None:
    """The lines of a file of requirements, its words, and packages that it names twice."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return _with_words(text, [*filter(None, lines), *_repeated_packages((), lines)])


def line_facts(text: str) -> Facts | None:
    """The lines of a file, and its words."""
    return _with_words(text, (line.strip() for line in text.splitlines() if line.strip()))


def _with_words(text: str, facts: Iterator[Hashable] | list[Hashable]) -> Facts:
    return Counter([*facts, *words_of_lines(text)])


def words_of_lines(text: str) -> Iterator[Hashable]:
    """The words of a text: those of its lines, each of which has its own whatever stands around it."""
    return (("word", word) for word in _WORD.findall(text))


def _values_with_paths(value: object, path: tuple[str, ...]) -> Iterator[Hashable]:
    if isinstance(value, dict):
        yield path, "table"
        for key, inner in value.items():
            yield from _values_with_paths(inner, (*path, str(key)))
    elif isinstance(value, list):
        yield path, "array"
        for inner in value:
            yield from _values_with_paths(inner, (*path, _item_name(inner)))
        yield from _repeated_packages(path, [inner for inner in value if isinstance(inner, str)])
    else:
        yield path, type(value).__name__, str(value)


def _item_name(value: object) -> str:
    if isinstance(value, dict):
        return f"[{value.get('name', value.get('id', ''))}]"
    return "[]"


def _repeated_packages(path: tuple[str, ...], items: list[str]) -> Iterator[Hashable]:
    """A fact for each package that a list of requirements names once too often."""
    found = [match[1] for item in items if (match := _REQUIREMENT.match(item))]
    names = Counter(re.sub(r"[-_.]+", "-", name).lower() for name in found)
    for name, count in names.items():
        yield from [(path, name, TWICE)] * (count - 1)
