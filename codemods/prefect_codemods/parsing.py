"""Whether a text is valid in its language, as far as there is a parser for that here."""

from __future__ import annotations

import configparser
import sys


def parses(text: str, language: str) -> bool:
    """Whether ``text`` can be parsed; true for a language without a parser."""
    if language == "toml":
        return _parses_toml(text)
    if language == "ini":
        return _parses_ini(text)
    return True


def _parses_toml(text: str) -> bool:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


def _parses_ini(text: str) -> bool:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return False
    return True
