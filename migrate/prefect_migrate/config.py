"""Settings from ``[tool.prefect-migrate]`` of the nearest ``pyproject.toml``, and from flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from prefect_codemods.migration import find_migration
from prefect_migrate.option_table import read_option, setting_keys
from prefect_migrate.regular_files import MissingError, UnreadableError, read_regular
from prefect_migrate.settings import Settings

NAME = "prefect-migrate"
# Of a pyproject.toml; tomllib takes seconds for more.
MOST_BYTES = 1 << 20


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


# Object -> field -> value: what is chosen, read and checked.
Chosen = Mapping[str, Mapping[str, Any]]


def read_table(values: Mapping[str, object], where: str) -> Chosen:
    """The choices of a table of settings; ``where`` names its place in messages.

    Raises ``ConfigError`` for an unknown key or a value that can't be.
    """
    found: dict[str, dict[str, Any]] = {}
    specs = setting_keys()
    for key, value in values.items():
        if key not in specs:
            raise ConfigError(f"{where}: unknown key `{key}`; {_known_keys(key)}")
        spec = specs[key]
        try:
            found.setdefault(spec.owner, {})[spec.sets] = read_option(spec, value)
        except ValueError as error:
            raise ConfigError(f"{where}: {key}: {error}") from None
    return found


def with_choices(
    base: tuple[Settings, Files], chosen: Chosen, where: str
) -> tuple[Settings, Files]:
    """``base`` with what is chosen at ``where``.

    Raises ``ConfigError`` for releases between which nothing is known to migrate.
    """
    settings, files = base
    given = chosen.get("options", {})
    options = replace(settings.codemods, **given)
    if {"since", "target"} & given.keys():
        try:
            options = replace(options, migration=find_migration(options.since, options.target))
        except ValueError as error:
            raise ConfigError(f"{where}: {error}") from None
    return (
        replace(settings, codemods=options, **chosen.get("settings", {})),
        replace(files, **chosen.get("files", {})),
    )


def _known_keys(key: str) -> str:
    import difflib

    near = difflib.get_close_matches(key, setting_keys(), 1)
    return f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(setting_keys())}"


def nearest_table(start: Path) -> tuple[Path, Mapping[str, object]] | None:
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
        if NAME.encode() in data and (table := _read_table(path, data)) is not None:
            return path, table
        if (folder / ".git").exists():
            break
    return None


def _read_table(path: Path, data: bytes) -> Mapping[str, object] | None:
    from prefect_codemods.findings import Refusal
    from prefect_codemods.parsing import parse_toml

    try:
        document = parse_toml(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    except Refusal as error:
        raise ConfigError(f"{path}: {error.message.splitlines()[0]}") from None
    tool = document.get("tool", {})
    if not isinstance(tool, dict):
        raise ConfigError(f"{path}: tool must be a table")
    table = tool.get(NAME)
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.{NAME} must be a table")
    return table


def load_settings(paths: tuple[str, ...], flags: Chosen | None = None) -> tuple[Settings, Files]:
    """The settings of a run over ``paths``: defaults, then the file's table, then the flags.

    The file is the nearest one above what all ``paths`` have in common, as for Black. Raises
    ``ConfigError``.
    """
    chosen = (Settings(), Files())
    start = _common_folder(paths)
    if found := nearest_table(start):
        path, table = found
        where = f"{path}: [tool.{NAME}]"
        chosen = with_choices(chosen, read_table(table, where), where)
        chosen = (chosen[0], replace(chosen[1], root=path.parent))
    return with_choices(chosen, flags or {}, "command line")


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
