"""Asks a real Prefect's own command line which of the commands it reads would take.

Run as a script by the interpreter of one release; standard input holds a JSON list of argument
lists, standard output gets one error for each, empty where the command is fine. Nothing is run.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from prefect.cli import cli


def error(argv: list[str]) -> str:
    """What Click says of the arguments behind ``prefect``."""
    try:
        descend(argv)
    except click.ClickException as error:
        return f"{type(error).__name__}: {error.message}"
    except SystemExit as error:
        return f"exit {error.code}"
    return ""


def descend(argv: list[str]) -> None:
    """Parse the arguments of each group and of the command, as Click would before it runs it."""
    command: Any = cli
    context = cli.make_context("prefect", list(argv))
    rest = [*context.protected_args, *context.args]
    while isinstance(command, click.MultiCommand) and (rest or not command.invoke_without_command):
        name, command, arguments = command.resolve_command(context, rest)
        context = command.make_context(name, arguments, parent=context)
        rest = [*getattr(context, "protected_args", []), *context.args]


if __name__ == "__main__":
    json.dump([error(argv) for argv in json.load(sys.stdin)], sys.stdout)
