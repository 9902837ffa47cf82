"""The command line: words in, exit code out."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prefect_migrate.commands import COMMANDS
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.printing import print_error, visible_text

if TYPE_CHECKING:
    import typer

    from prefect_migrate.option_parser import ParsedWords
    from prefect_migrate.request import Request

NAME = "prefect-migrate"


def run(argv: Sequence[str]) -> int:
    """Do what ``argv`` (without the program's name) asks; returns the exit code."""
    if argv and argv[0] in COMMANDS:
        gc.enable()
        return _run_command(argv[0], list(argv[1:]))
    try:
        request = parse(argv)
    except SystemExit as end:
        return int(end.code or 0)
    from prefect_migrate.session import execute_request

    # What is there stays: no collection need ever look at it.
    gc.freeze()
    gc.enable()
    return execute_request(request)


def parse(argv: Sequence[str]) -> Request:
    """Read the words of the default command without doing anything.

    Raises ``SystemExit`` for wrong usage, with the message on standard error, and where there is
    nothing to do but to print help or the version, or to pass over unmerged files.
    """
    if text := _asked_for(argv):
        sys.stdout.write(text)
        raise SystemExit(ExitCode.DONE)
    from prefect_migrate import config
    from prefect_migrate.option_parser import UsageError, parse_words
    from prefect_migrate.option_table import run_flags

    try:
        words = parse_words(argv, run_flags())
        names, mixed = (words.names, False) if words.names else _unmerged_names()
        _check_together(names, words)
        alone = (words.chosen["request"].get("stdin_filename", "stdin.py"),)
        settings, files = config.load_settings(alone if names == ("-",) else names, words.chosen)
    except UsageError as error:
        _say_usage(str(error), NAME, "[OPTIONS] [PATH…]")
        raise SystemExit(ExitCode.FAILED) from None
    except config.ConfigError as error:
        print_error(str(error), sys.stderr)
        raise SystemExit(ExitCode.FAILED) from None
    from prefect_migrate.request import Request

    return Request(names, settings, files, mixed_by_git=mixed, **words.chosen["request"])


def _asked_for(argv: Sequence[str]) -> str:
    """The help or the version, where the words ask for one of them."""
    for word in argv:
        if word == "--":
            break
        if word in ("-h", "--help"):
            from prefect_migrate.command_help import run_help

            return run_help()
        if word in ("-V", "--version"):
            from prefect_migrate import __version__

            return f"{NAME} {__version__}\n"
    return ""


def _check_together(names: tuple[str, ...], words: ParsedWords) -> None:
    """Raises ``UsageError`` for what the options can't say together."""
    from prefect_migrate.option_parser import UsageError

    given = words.chosen["request"]
    if given.get("add") and (given.get("diff") or given.get("check") or names == ("-",)):
        raise UsageError("--add stages what is written: not with --check, --diff or -")
    if "" in names:
        raise UsageError("a path is empty")
    if command := meant_command(names):
        message = f"path not found: `{names[0]}`; did you mean the command `{command}`?"
        raise UsageError(message)
    if "-" in names and names != ("-",):
        raise UsageError("- is standard input, one file: it can't be combined with paths")


def meant_command(names: Sequence[str]) -> str:
    """The command that a first path, which doesn't exist, may have been meant for."""
    first = names[0] if names else ""
    if len(first) < 3 or not first.isidentifier() or os.path.lexists(first):
        return ""
    import difflib

    return next(iter(difflib.get_close_matches(first, COMMANDS, 1, 0.7)), "")


def _unmerged_names() -> tuple[tuple[str, ...], bool]:
    """The files that a run without paths is about; says which unmerged ones it passes over.

    And whether git merged something wrong without a conflict, which is said as well.
    """
    from pathlib import Path

    from prefect_migrate.git.clean_merges import clean_merge_findings
    from prefect_migrate.git.roles import current_operation
    from prefect_migrate.git.unmerged import named_files, unmerged_files
    from prefect_migrate.option_parser import UsageError

    entries = unmerged_files(Path())
    mixed = list(clean_merge_findings(Path()))
    if not entries and not mixed:
        raise UsageError("name a file or a directory, or - for standard input")
    names, passed = named_files(entries)
    if words := current_operation(Path()):
        sys.stderr.write(f"{NAME}: in the middle of a {visible_text(words)}\n")
    sys.stderr.writelines(f"{NAME}: {visible_text(line)}\n" for line in (*mixed, *passed))
    if not names:
        raise SystemExit(ExitCode.LEFT)
    return names, bool(mixed)


def _say_usage(message: str, name: str, usage: str) -> None:
    """Say what is wrong with a command line, below how it is used."""
    sys.stderr.write(f"Usage: {name} {usage}\n")
    print_error(message, sys.stderr)
    sys.stderr.write(f"Try '{name} --help' for help.\n")


def _run_command(word: str, argv: list[str]) -> int:
    """Run one of the other commands."""
    name = f"{NAME} {word}"
    command = load_command(word)
    if word in ("fleet", "review"):
        return _run_by_table(word, command, argv)
    import typer

    try:
        code = command_app(command)(argv, prog_name=name, standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except typer.Abort:
        return ExitCode.INTERRUPTED
    except Exception as error:
        # Typer ships Click's errors under a name of its own that differs between releases.
        if not hasattr(error, "format_message"):
            raise
        _say_click_error(error, name)
        return ExitCode.FAILED
    return code if isinstance(code, int) else 0


def _run_by_table(word: str, command: Any, argv: list[str]) -> int:
    """Run a command whose options stand in the table."""
    from prefect_migrate.option_parser import UsageError, parse_words
    from prefect_migrate.option_table import command_flags

    if {"-h", "--help"} & set(argv[: argv.index("--")] if "--" in argv else argv):
        from prefect_migrate.command_help import command_help

        sys.stdout.write(command_help(word))
        return ExitCode.DONE
    try:
        return int(command(parse_words(argv, command_flags(word))))
    except UsageError as error:
        arguments = "SOURCE…" if word == "fleet" else "[PATH…]"
        _say_usage(str(error), f"{NAME} {word}", f"[OPTIONS] {arguments}")
        return ExitCode.FAILED


def _say_click_error(error: Any, name: str) -> None:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.format_message()}\n")
        return
    usage = context.get_usage().partition(f"{name} ")[2] if context is not None else ""
    message = str(error.format_message()).rstrip(".")
    _say_usage(message[:1].lower() + message[1:], name, usage)


def load_command(word: str) -> Any:
    """The function, or the Typer app, of a command; its module is imported now."""
    module, _, attribute = COMMANDS[word][0].partition(":")
    return getattr(importlib.import_module(module), attribute)


def command_app(command: Any) -> typer.Typer:
    """A command whose options don't stand in the table as a Typer app."""
    import typer

    if isinstance(command, typer.Typer):
        command.info.context_settings = {"help_option_names": ["-h", "--help"]}
        return command
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(context_settings={"help_option_names": ["-h", "--help"]})(command)
    return app
