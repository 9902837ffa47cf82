"""The options of a run on the command line of a fleet: told apart, checked, and handed on."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from prefect_migrate import config
from prefect_migrate.fleet.sources import SourceError
from prefect_migrate.settings import Settings

# What a fleet says of its own, or what has no meaning in a throw-away tree.
_NOT_HERE = frozenset(
    {
        *("check", "diff", "since", "add", "stdin_filename", "allow_dirty", "cache", "version"),
        *("output_format", "html", "statistics", "quiet", "verbose", "color", "help"),
    }
)


def split_words(
    words: Sequence[str], run_command: Callable[[], Any]
) -> tuple[list[str], list[str]]:
    """The sources among ``words``, and the options of a run, as they are handed on.

    ``run_command`` makes the command whose options they are. Raises ``SourceError`` for an option
    that a fleet doesn't take, or a value that can't be.
    """
    command = run_command()
    context = command.make_context("prefect-migrate fleet", [], resilient_parsing=True)
    context.resilient_parsing = False
    values, sources, given = command.make_parser(context).parse_args(list(words))
    options: list[str] = []
    for parameter in dict.fromkeys(given):
        if parameter.param_type_name != "option":
            continue
        if parameter.name in _NOT_HERE:
            raise SourceError(f"{parameter.opts[0]} is not an option of a fleet")
        options += _words(parameter, values[parameter.name])
    checked = command.make_context("prefect-migrate fleet", [*options, "."]).params
    _check(checked)
    return list(values.get("paths") or sources), options


def _words(parameter: Any, value: Any) -> list[str]:
    if parameter.is_flag:
        return [parameter.opts[0] if value else parameter.secondary_opts[0]]
    name = max(parameter.opts, key=len)
    every = value if isinstance(value, (list, tuple)) else [value]
    if parameter.name == "decisions":
        every = [os.path.abspath(one) for one in every]
    return [f"{name}={one}" for one in every]


def _check(values: dict[str, Any]) -> None:
    """Raises ``SourceError`` for what the settings would not take."""
    told = {"release": "from"}
    known = config.known_keys()
    named = {told.get(name, name).replace("_", "-"): value for name, value in values.items()}
    flags = {key: value for key, value in named.items() if key in known and value}
    try:
        config.apply(flags, "command line", (Settings(), config.Files()))
    except config.ConfigError as error:
        raise SourceError(str(error)) from None
