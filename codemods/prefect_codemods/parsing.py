"""Whether a text is valid in its language, as far as there is a parser for that here; the one for TOML."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from prefect_codemods.findings import Refusal

if TYPE_CHECKING:
    from configparser import RawConfigParser

# A key of 100,000 parts takes all memory.
_LONG_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){100}")


def parse_toml(text: str) -> dict[str, Any]:
    """The document that a TOML text holds.

    Raises ``Refusal`` for what isn't TOML, or can't be read as such.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    if match := _LONG_KEY.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise Refusal("not readable as TOML: a key of more than 100 parts", line)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of too many digits
        named = re.search(r"line (\d+)", str(error))
        raise Refusal(f"not valid TOML: {error}", int(named[1]) if named else 1) from None


def text_parses(text: str, language: str) -> bool:
    """Whether ``text`` can be parsed; true for a language without a parser."""
    return not parse_error(text, language)


def parse_error(text: str, language: str) -> str:
    """Why ``text`` can't be parsed, empty where it can or where there is no parser."""
    parse = _PARSERS.get(language)
    return parse(text) if parse is not None else ""


def check_edits(before: str, after: str, language: str) -> None:
    """Make sure that what could be parsed before some edits can be parsed after them.

    Raises ``Refusal`` where it can't: a defect of a rule, and the text stays as it was.
    """
    if after == before or not (error := parse_error(after, language)):
        return
    if text_parses(before, language):
        raise Refusal(
            f"the edits would break it ({error})",
            help="please report this with the file; nothing was changed",
        )


def _refusal_message(parse: Callable[[str], object], text: str) -> str:
    try:
        parse(text)
    except Refusal as error:
        return error.message
    return ""


def _python_error(text: str) -> str:
    from prefect_codemods.python.syntax import parse_ast

    return _refusal_message(parse_ast, text)


def _yaml_error(text: str) -> str:
    from prefect_codemods.yaml.tree import compose_documents

    return _refusal_message(compose_documents, text)


def _toml_error(text: str) -> str:
    return _refusal_message(parse_toml, text)


def _shell_error(text: str) -> str:
    from prefect_codemods.shell.words import scan_all

    trouble = scan_all(text)[1]
    return trouble.message if trouble is not None else ""


def _ini_error(text: str) -> str:
    import configparser

    return read_ini(configparser.RawConfigParser(strict=False, allow_no_value=True), text)


def read_ini(parser: RawConfigParser, text: str) -> str:
    """Let ``parser`` read ``text``; returns why it can't, empty where it can."""
    import configparser

    try:
        parser.read_string(text)
    except configparser.Error as error:
        return str(error)
    except AttributeError:  # what Python before 3.13 makes of it
        return "a line is indented below a key without a value"
    return ""


def _json_error(text: str) -> str:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""


_PARSERS: dict[str, Callable[[str], str]] = {
    "python": _python_error,
    "yaml": _yaml_error,
    "toml": _toml_error,
    "shell": _shell_error,
    "ini": _ini_error,
    "json": _json_error,
}
