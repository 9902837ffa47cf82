"""Settings from ``[tool.prefect-migrate]`` of the nearest ``pyproject.toml``, and from flags."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from prefect_codemods.migration import find_migration
from prefect_codemods.options import AGENTS, Options
from prefect_codemods.release import Release
from prefect_migrate.regular_files import MissingError, UnreadableError, read_regular
from prefect_migrate.settings import OneSided, Prefer, Settings

NAME = "prefect-migrate"
# Of a pyproject.toml; tomllib takes seconds for more.
MOST_BYTES = 1 << 20
# A key of 100,000 parts takes all memory.
_DOTTED = re.compile(rb"(?:[\w\"'-]+[ \t]*\.[ \t]*){100}")


class ConfigError(Exception):
    """A setting that can't be used; the message is one line that says where and why."""


@dataclass(frozen=True, slots=True)
class Files:
    """Which files of a directory are read: gitignore patterns, relative to ``root``.

    ``include`` empty means all files that can hold Prefect code; ``exclude`` replaces the
    built-in exclusions, ``extend_exclude`` adds to them.
    """

    root: Path = field(default_factory=Path)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] = ()


def codes(values: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Rule codes or their prefixes from a list whose items may hold several, with commas.

    Raises ``ValueError`` for a word that can't be a code; ``ALL`` stands for every rule.
    """
    words = [word.strip() for value in values for word in value.split(",")]
    for word in words:
        if not re.fullmatch(r"PM\d{0,4}|ALL", word):
            raise ValueError(
                f"`{word}` is not a rule code: write PM101, or the start of codes such as PM1"
            )
    found = tuple("PM" if word == "ALL" else word for word in words)
    if any(word != "PM" for word in found):
        from prefect_migrate.rule_codes import unknown_code

        if unknown := [why for word in found if (why := unknown_code(word))]:
            raise ValueError(unknown[0])
    return found


def _one_of(allowed: tuple[str, ...]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in allowed:
            raise ValueError(f"`{value}` is not one of {', '.join(allowed)}")
        return str(value)

    return check


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise ValueError("it must be a list of strings")
    return tuple(value)


def _release(value: object) -> Release:
    if not isinstance(value, str):
        raise ValueError('it must be a string such as "0.13"')
    return Release.parse(value)


def _url(value: object) -> str:
    if not isinstance(value, str) or not re.match(r"https?://[^\s\"'<>]+$", value):
        raise ValueError(f"`{value}` is not a URL that starts with https:// or http://")
    return value


def _merge_keys(value: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise ValueError('it must be a table such as {"Kind.spec.items" = ["name"]}')
    return {str(key): _strings(keys) for key, keys in value.items()}


# Key of the configuration (and flag) -> (object, field, check).
_KEYS: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "agent": ("options", "agent", _one_of(AGENTS)),
    "from": ("options", "since", _release),
    "target": ("options", "target", _release),
    "select": ("options", "select", lambda value: codes(_strings(value))),
    "ignore": ("options", "ignore", lambda value: codes(_strings(value))),
    "unsafe-fixes": ("options", "unsafe_fixes", _flag),
    "one-sided": ("settings", "one_sided", _one_of(get_args(OneSided))),
    "prefer": ("settings", "prefer", _one_of(get_args(Prefer))),
    "todo": ("settings", "todo", _flag),
    "tolerant": ("settings", "tolerant", _flag),
    "merge-keys": ("settings", "merge_keys", _merge_keys),
    "rules-url": ("settings", "rules_url", _url),
    "include": ("files", "include", _strings),
    "exclude": ("files", "exclude", _strings),
    "extend-exclude": ("files", "extend_exclude", _strings),
}


def apply(
    values: Mapping[str, object], where: str, base: tuple[Settings, Files]
) -> tuple[Settings, Files]:
    """``base`` with the keys of ``values`` set; ``where`` names their place in messages.

    Raises ``ConfigError`` for an unknown key or a value that can't be.
    """
    found: dict[str, dict[str, Any]] = {"options": {}, "settings": {}, "files": {}}
    for key, value in values.items():
        if key not in _KEYS:
            raise ConfigError(f"{where}: unknown key `{key}`; {_known_keys(key)}")
        owner, name, check = _KEYS[key]
        try:
            found[owner][name] = check(value)
        except ValueError as error:
            raise ConfigError(f"{where}: {key}: {error}") from None
    settings, files = base
    options: Options = replace(settings.codemods, **found["options"])
    if {"since", "target"} & found["options"].keys():
        try:
            options = replace(options, migration=find_migration(options.since, options.target))
        except ValueError as error:
            raise ConfigError(f"{where}: {error}") from None
    return (
        replace(settings, codemods=options, **found["settings"]),
        replace(files, **found["files"]),
    )


def _known_keys(key: str) -> str:
    import difflib

    near = difflib.get_close_matches(key, _KEYS, 1)
    return f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(_KEYS)}"


def nearest(start: Path) -> tuple[Path, Mapping[str, object]] | None:
    """The nearest ``pyproject.toml`` with our table, from ``start`` upwards, and that table.

    The top of a work tree is as far as it goes: what lies above isn't the repository's.
    Raises ``ConfigError`` where the file can't be read as TOML.
    """
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        try:
            data = read_regular(str(path), MOST_BYTES)
        except MissingError:
            data = b""
        except UnreadableError as error:
            raise ConfigError(f"{path}: {error}") from None
        if NAME.encode() in data and (table := _table(path, data)) is not None:
            return path, table
        if (folder / ".git").exists():
            break
    return None


def _table(path: Path, data: bytes) -> Mapping[str, object] | None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    if _DOTTED.search(data):
        raise ConfigError(f"{path}: a key of more than 100 parts")
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # also a number of too many digits
        told = str(error).splitlines()[0] if str(error) else "nested too deeply"
        raise ConfigError(f"{path}: not valid TOML: {told}") from None
    tool = document.get("tool", {})
    if not isinstance(tool, dict):
        raise ConfigError(f"{path}: tool must be a table")
    table = tool.get(NAME)
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.{NAME} must be a table")
    return table


def load(paths: tuple[str, ...], flags: Mapping[str, object]) -> tuple[Settings, Files]:
    """The settings of a run over ``paths``: defaults, then the file's table, then the flags.

    The file is the nearest one above what all ``paths`` have in common, as for Black. Raises
    ``ConfigError``.
    """
    chosen = (Settings(), Files())
    start = _common_folder(paths)
    if found := nearest(start):
        path, table = found
        chosen = apply(table, f"{path}: [tool.{NAME}]", chosen)
        chosen = (chosen[0], replace(chosen[1], root=path.parent))
    return apply(flags, "command line", chosen)


def _common_folder(paths: tuple[str, ...]) -> Path:
    import os.path

    here = Path.cwd()
    folders = []
    for path in paths:
        full = here / path
        folders.append(str(full if full.is_dir() else full.parent))
    try:
        return Path(os.path.commonpath(folders)).resolve() if folders else here
    except ValueError:  # drives differ
        return here


def known_keys() -> tuple[str, ...]:
    """The keys that the table may hold."""
    return tuple(_KEYS)
