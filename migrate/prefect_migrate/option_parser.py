"""The words of a command line read by the table of options."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, get_args

from prefect_codemods.option_table import OptionSpec, Owner
from prefect_migrate.option_table import read_option


class UsageError(Exception):
    """A command line that can't be meant; the message is one line."""


@dataclass(frozen=True, slots=True)
class ParsedWords:
    """The words that are no options, and the options that were given, with their values."""

    names: tuple[str, ...]
    given: tuple[tuple[OptionSpec, Any], ...]

    @property
    def chosen(self) -> dict[str, dict[str, Any]]:
        """Object -> field -> value."""
        found: dict[str, dict[str, Any]] = {owner: {} for owner in get_args(Owner)}
        for spec, value in self.given:
            found[spec.owner][spec.sets] = value
        return found


def parse_words(words: Sequence[str], specs: Sequence[OptionSpec]) -> ParsedWords:
    """Read ``words``, where options may stand in front of names and behind them.

    What stands behind ``--`` are names. Raises ``UsageError``.
    """
    known = list(words)
    # argparse would look for options behind it where names stand in front of it, too.
    cut = known.index("--") if "--" in known else len(known)
    try:
        read, unknown = _make_parser(specs).parse_known_intermixed_args(known[:cut])
    except argparse.ArgumentError as error:
        flag = str(error.argument_name).rpartition("/")[2]
        takes = "no value" if error.message.startswith("ignored") else "a value"
        raise UsageError(f"{flag} takes {takes}") from None
    if unknown:
        raise UsageError(_unknown_option(unknown[0], specs))
    names = [*read.names, *known[cut + 1 :]]
    values = vars(read)
    given = [
        (spec, _option_value(spec, values[spec.name])) for spec in specs if spec.name in values
    ]
    _check_exclusive([spec for spec, _ in given])
    return ParsedWords(tuple(names), tuple(given))


def _option_value(spec: OptionSpec, value: object) -> object:
    try:
        found = read_option(spec, value)
    except ValueError as error:
        raise UsageError(f"{spec.flag}: {error}") from None
    return spec.stores if found is True else found


def _check_exclusive(given: Sequence[OptionSpec]) -> None:
    setters: dict[tuple[str, str], OptionSpec] = {}
    for spec in given:
        other = setters.setdefault((spec.owner, spec.sets), spec)
        if other is not spec:
            raise UsageError(f"{other.flag} and {spec.flag} exclude each other")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _make_parser(specs: Sequence[OptionSpec]) -> argparse.ArgumentParser:
    parser = _Parser(
        usage="",  # else argparse loads much to make one
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
        argument_default=argparse.SUPPRESS,
    )
    parser.add_argument("names", nargs="*", default=[])
    for spec in specs:
        words = [word for word in spec.flags if word != spec.negative]
        if spec.takes == "nothing":
            parser.add_argument(*words, dest=spec.name, action="store_true")
            if spec.negative:
                parser.add_argument(spec.negative, dest=spec.name, action="store_false")
        else:
            action = "append" if spec.takes in ("codes", "patterns") else "store"
            parser.add_argument(*words, dest=spec.name, action=action)
    return parser


def _unknown_option(word: str, specs: Sequence[OptionSpec]) -> str:
    import difflib

    option = word.partition("=")[0]
    flags = [flag for spec in specs for flag in spec.flags]
    near = difflib.get_close_matches(option, [*flags, "--help", "--version"], 1)
    return f"no such option: {option}" + (f"; did you mean `{near[0]}`?" if near else "")
