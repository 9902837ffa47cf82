"""The command line: options in, exit code out."""

from __future__ import annotations

import gc
import importlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from prefect_codemods.options import Agent
from prefect_migrate.commands import COMMANDS
from prefect_migrate.printing import print_error, visible
from prefect_migrate.request import Format
from prefect_migrate.settings import OneSided, Prefer

if TYPE_CHECKING:
    from prefect_migrate.request import Request

Color = Literal["auto", "always", "never"]
NAME = "prefect-migrate"


def run(argv: Sequence[str]) -> int:
    """Do what ``argv`` (without the program's name) asks; returns the exit code."""
    if argv and argv[0] in COMMANDS:
        gc.enable()
        return _call(command_app(argv[0]), list(argv[1:]), f"{NAME} {argv[0]}")
    request, code = _read(argv)
    if request is None:
        return code
    # Not inside of Typer, which would make 1 of a Ctrl-C and of a pipe that closes.
    from prefect_migrate.session import execute

    gc.freeze()
    gc.enable()
    return execute(request)


def parse(argv: Sequence[str]) -> Request:
    """Read the options of the default command without doing anything.

    Raises ``SystemExit`` for wrong usage, with the message on standard error, and where there is
    nothing to do but to print help.
    """
    request, code = _read(argv)
    if request is None:
        raise SystemExit(code)
    return request


def _read(argv: Sequence[str]) -> tuple[Request | None, int]:
    requests: list[Request] = []
    code = _call(_default(requests.append), list(argv), NAME)
    return (requests[0] if requests else None), code


def _app() -> typer.Typer:
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _call(app: typer.Typer, argv: list[str], name: str) -> int:
    try:
        # A fleet hands the options of a run on; it is told here which these are.
        code = app(argv, prog_name=name, standalone_mode=False, obj=default_command)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except typer.Abort:
        return 130
    except Exception as error:
        # Typer ships Click's errors under a name of its own that differs between releases.
        if not hasattr(error, "format_message"):
            raise
        _say_usage(error, name)
        return 2
    return code if isinstance(code, int) else 0


def _nearest(offered: re.Match[str]) -> str:
    """Of the options that Click offers, in alphabetical order, the one that is most alike."""
    import difflib

    typed = offered.string.removeprefix("No such option: ").partition(" ")[0]
    (best,) = difflib.get_close_matches(typed, offered[1].split(", "), 1, 0)
    return f"; did you mean `{best}`?"


def _say_usage(error: Any, name: str) -> None:
    """Say what is wrong with a command line as all errors are said, below how it is used."""
    context = getattr(error, "ctx", None)
    if context is not None:
        sys.stderr.write(f"{context.get_usage()}\n")
    message = str(error.format_message()).rstrip(".")
    message = re.sub(r" \((?:Possible options: )(.+)\)$", _nearest, message)
    message = message[:1].lower() + message[1:]
    sys.stderr.write(f"{NAME}: error: {visible(message)}\nTry '{name} --help' for help.\n")


def default_app() -> typer.Typer:
    """The command without a word, to be looked at."""
    return _default(lambda request: None)


def default_command() -> Any:
    """The same as a command that can parse words."""
    return typer.main.get_command(default_app())


def command_app(word: str) -> typer.Typer:
    """The command of a word."""
    module, _, attribute = COMMANDS[word][0].partition(":")
    found: Any = getattr(importlib.import_module(module), attribute)
    if isinstance(found, typer.Typer):
        found.info.context_settings = {"help_option_names": ["-h", "--help"]}
        return found
    app = _app()
    # Whatever it doesn't know, a fleet hands on.
    lenient = {"ignore_unknown_options": True} if word == "fleet" else {}
    app.command(context_settings={"help_option_names": ["-h", "--help"], **lenient})(found)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from prefect_migrate import __version__

        typer.echo(f"{NAME} {__version__}")
        raise typer.Exit


def _default(keep: Callable[[Request], None]) -> typer.Typer:
    """The command without a word; ``keep`` gets what it asks for."""
    from prefect_migrate.command_help import GroupedCommand

    app = _app()

    @app.command(cls=GroupedCommand)
    def migrate(
        context: typer.Context,
        paths: Annotated[
            list[str] | None,
            typer.Argument(metavar="PATH…", help="Files or directories; - is standard input."),
        ] = None,
        diff: Annotated[
            bool, typer.Option("--diff", help="Print a unified diff; write nothing.")
        ] = False,
        check: Annotated[
            bool, typer.Option("--check", help="Say what would change; write nothing.")
        ] = False,
        stdin_filename: Annotated[
            str, typer.Option(metavar="PATH", help="The file name to assume for standard input.")
        ] = "stdin.py",
        agent: Annotated[
            Agent | None, typer.Option(help="The kind of agent that runs your flows.")
        ] = None,
        one_sided: Annotated[
            OneSided | None,
            typer.Option(
                help="What to do with manifest fields found only on the older side. [keep]"
            ),
        ] = None,
        prefer: Annotated[
            Prefer | None,
            typer.Option(help="The side to take where nothing else decides. [auto]"),
        ] = None,
        release: Annotated[
            str | None,
            typer.Option("--from", metavar="RELEASE", help="The release the code is written for."),
        ] = None,
        target: Annotated[
            str | None,
            typer.Option(metavar="RELEASE", help="The release to migrate to, such as 0.15. [1.x]"),
        ] = None,
        select: Annotated[
            list[str] | None,
            typer.Option(metavar="CODES", help="Use only these rules, such as PM1,PM301."),
        ] = None,
        ignore: Annotated[
            list[str] | None, typer.Option(metavar="CODES", help="Do not use these rules.")
        ] = None,
        unsafe_fixes: Annotated[
            bool | None,
            typer.Option(
                "--unsafe-fixes/--no-unsafe-fixes",
                help="Also apply fixes that may change behaviour.",
            ),
        ] = None,
        decisions: Annotated[
            str,
            typer.Option(
                metavar="FILE", help="Apply what you decided, see: prefect-migrate review."
            ),
        ] = "",
        add: Annotated[
            bool, typer.Option("--add", help="In a merge: git add the files that are resolved.")
        ] = False,
        html: Annotated[
            str, typer.Option(metavar="FILE", help="Also write one page with everything in it.")
        ] = "",
        tolerant: Annotated[
            bool | None,
            typer.Option(
                "--tolerant/--strict", help="Treat indented conflict markers as conflict markers."
            ),
        ] = None,
        todo: Annotated[
            bool | None,
            typer.Option(
                "--todo/--no-todo",
                help="Write what needs your attention as comments into the files.",
            ),
        ] = None,
        quiet: Annotated[
            bool, typer.Option("--quiet", "-q", help="Say only what needs your attention.")
        ] = False,
        verbose: Annotated[
            bool, typer.Option("--verbose", "-v", help="Also show evidence, notes and every file.")
        ] = False,
        since: Annotated[
            str | None,
            typer.Option(metavar="REV", help="In directories: only files that differ from REV."),
        ] = None,
        conflicted: Annotated[
            bool, typer.Option("--conflicted", help="Only files that hold merge conflicts.")
        ] = False,
        allow_dirty: Annotated[
            bool,
            typer.Option(
                "--allow-dirty", help="In directories: also files with uncommitted changes."
            ),
        ] = False,
        jobs: Annotated[
            int,
            typer.Option(
                "--jobs",
                "-j",
                min=0,
                metavar="N",
                help="Number of worker processes (0: one per core).",
            ),
        ] = 0,
        timeout: Annotated[
            float, typer.Option(min=0.1, metavar="SECONDS", help="The longest time for one file.")
        ] = 60.0,
        cache: Annotated[
            bool,
            typer.Option(
                "--cache/--no-cache", help="Remember which files have nothing to migrate."
            ),
        ] = True,
        statistics: Annotated[
            bool,
            typer.Option(
                "--statistics", help="End with statistics: rules, grades, the slowest files."
            ),
        ] = False,
        color: Annotated[
            Color, typer.Option(help="When to use colour. NO_COLOR is honoured.")
        ] = "auto",
        output_format: Annotated[
            Format | None,
            typer.Option(help="Output format. [full on a terminal, else concise]"),
        ] = None,
        version: Annotated[
            bool,
            typer.Option(
                "--version", "-V", callback=_version, is_eager=True, help="Print the version."
            ),
        ] = False,
    ) -> None:
        """Move Prefect 0.x flows to 1.x; resolve merge conflicts between the two.

        Files are changed in place. Without a PATH, in the middle of a merge: the unmerged files.

        Exit code: 0 nothing left to do; 1 something would change (--check, --diff) or needs your
        attention; 2 wrong usage, or a file could not be read or migrated.
        """
        from prefect_migrate import config
        from prefect_migrate.request import Request

        paths = paths or _unmerged(context)
        if quiet and verbose:
            _wrong(context, "--quiet and --verbose exclude each other")
        names = tuple(paths or ())
        if add and (diff or check or names == ("-",)):
            _wrong(context, "--add stages what is written: not with --check, --diff or -")
        if "" in names:
            _wrong(context, "a path is empty")
        if command := meant_command(names):
            _wrong(context, f"path not found: `{names[0]}`; did you mean the command `{command}`?")
        if "-" in names and names != ("-",):
            _wrong(context, "- stands alone: standard input is one file")
        flags = {
            "agent": agent,
            "one-sided": one_sided,
            "prefer": prefer,
            "from": release,
            "target": target,
            "select": select or None,
            "ignore": ignore or None,
            "unsafe-fixes": unsafe_fixes,
            "todo": todo,
            "tolerant": tolerant,
        }
        given = {key: value for key, value in flags.items() if value is not None}
        try:
            settings, files = config.load((stdin_filename,) if names == ("-",) else names, given)
        except config.ConfigError as error:
            _fail(str(error))
        request = Request(
            names,
            settings,
            files,
            diff=diff,
            check=check,
            stdin_filename=stdin_filename,
            verbosity=verbose - quiet,
            color=color,
            output_format=output_format or "auto",
            decisions=decisions,
            html=html,
            add=add,
            jobs=jobs,
            timeout=timeout,
            cache=cache,
            allow_dirty=allow_dirty,
            conflicted=conflicted,
            since=since,
            statistics=statistics,
        )
        keep(request)

    return app


def meant_command(names: Sequence[str]) -> str:
    """The command that a first path, which doesn't exist, may have been meant for."""
    first = names[0] if names else ""
    if len(first) < 3 or not first.isidentifier() or os.path.lexists(first):
        return ""
    import difflib

    return next(iter(difflib.get_close_matches(first, COMMANDS, 1, 0.7)), "")


def _unmerged(context: typer.Context) -> list[str]:
    """The files that a run without paths is about; says which unmerged ones it passes over."""
    from pathlib import Path

    from prefect_migrate.git.roles import now
    from prefect_migrate.git.unmerged import named, unmerged

    entries = unmerged(Path())
    if not entries:
        _wrong(context, "name a file or a directory, or - for standard input")
    names, passed = named(entries)
    if words := now(Path()):
        sys.stderr.write(f"{NAME}: in the middle of a {visible(words)}\n")
    sys.stderr.writelines(f"{NAME}: {visible(line)}\n" for line in passed)
    if not names:
        raise typer.Exit(1)
    return list(names)


def _wrong(context: typer.Context, message: str) -> None:
    sys.stderr.write(f"{context.get_usage()}\n")
    _fail(f"{message}\nTry '{NAME} --help' for help.")


def _fail(message: str) -> None:
    print_error(message, sys.stderr)
    raise typer.Exit(2)
