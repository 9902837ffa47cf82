"""The command line: options in, exit code out."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from prefect_codemods.options import Agent
from prefect_migrate.commands import COMMANDS
from prefect_migrate.reports import Format
from prefect_migrate.settings import OneSided, Prefer

if TYPE_CHECKING:
    from prefect_migrate.request import Request

Color = Literal["auto", "always", "never"]
NAME = "prefect-migrate"


def run(argv: Sequence[str]) -> int:
    """Do what ``argv`` (without the program's name) asks; returns the exit code."""
    if argv and argv[0] in COMMANDS:
        gc.enable()
        return _call(_command(argv[0]), list(argv[1:]), f"{NAME} {argv[0]}")
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
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _call(app: typer.Typer, argv: list[str], name: str) -> int:
    try:
        app(argv, prog_name=name)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _command(word: str) -> typer.Typer:
    module, _, attribute = COMMANDS[word][0].partition(":")
    found: Any = getattr(importlib.import_module(module), attribute)
    if isinstance(found, typer.Typer):
        return found
    app = _app()
    app.command()(found)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from prefect_migrate import __version__

        typer.echo(f"{NAME} {__version__}")
        raise typer.Exit


def _default(keep: Callable[[Request], None]) -> typer.Typer:
    """The command without a word; ``keep`` gets what it asks for."""
    app = _app()
    width = max(map(len, COMMANDS))
    words = "\n".join(f"  {word.ljust(width)}  {line}" for word, (_, line) in COMMANDS.items())

    @app.command(epilog=f"\b\nOther commands ({NAME} COMMAND --help):\n{words}")
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
            bool, typer.Option("--check", help="Only say what would change; write nothing.")
        ] = False,
        stdin_filename: Annotated[
            str, typer.Option(metavar="PATH", help="The name that standard input goes by.")
        ] = "stdin.py",
        agent: Annotated[
            Agent | None, typer.Option(help="The kind of agent that runs the flows.")
        ] = None,
        one_sided: Annotated[
            OneSided | None,
            typer.Option(help="Facts of a manifest that only the older side has. [keep]"),
        ] = None,
        prefer: Annotated[
            Prefer | None,
            typer.Option(help="The side that wins where nothing else decides. [newer]"),
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
            list[str] | None, typer.Option(metavar="CODES", help="Use these rules only.")
        ] = None,
        ignore: Annotated[
            list[str] | None, typer.Option(metavar="CODES", help="Leave these rules out.")
        ] = None,
        unsafe_fixes: Annotated[
            bool | None,
            typer.Option(
                "--unsafe-fixes/--no-unsafe-fixes", help="Edits that may move the meaning, too."
            ),
        ] = None,
        decisions: Annotated[
            str, typer.Option(metavar="FILE", help="Choices by conflict id: ours, theirs, both.")
        ] = "",
        tolerant: Annotated[
            bool | None,
            typer.Option("--tolerant/--strict", help="Take indented conflict markers for markers."),
        ] = None,
        todo: Annotated[
            bool | None,
            typer.Option("--todo/--no-todo", help="Write what is left to you as comments."),
        ] = None,
        quiet: Annotated[
            bool, typer.Option("--quiet", "-q", help="Say only what is left and what is wrong.")
        ] = False,
        verbose: Annotated[
            bool, typer.Option("--verbose", "-v", help="Say more: evidence, notes, every file.")
        ] = False,
        since: Annotated[
            str | None,
            typer.Option(metavar="REV", help="In directories: only what differs from REV."),
        ] = None,
        allow_dirty: Annotated[
            bool,
            typer.Option("--allow-dirty", help="In directories: also files not committed yet."),
        ] = False,
        jobs: Annotated[
            int,
            typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes; 0: one a core."),
        ] = 0,
        timeout: Annotated[
            float, typer.Option(min=0.1, metavar="SECONDS", help="For each file.")
        ] = 60.0,
        cache: Annotated[
            bool, typer.Option("--cache/--no-cache", help="Skip files known to need nothing.")
        ] = True,
        statistics: Annotated[
            bool, typer.Option("--statistics", help="End with figures: rules, grades, slowest.")
        ] = False,
        color: Annotated[Color, typer.Option(help="Colour; NO_COLOR counts too.")] = "auto",
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

        Without a PATH, in the middle of a merge: the unmerged files. Files are changed in place.
        Exit code: 0 nothing left to do; 1 something would change (--check, --diff) or something
        is left to you; 2 wrong usage, or an input that could not be read or migrated.
        """
        from prefect_migrate import config
        from prefect_migrate.request import Request

        paths = paths or _unmerged(context)
        if quiet and verbose:
            _wrong(context, "--quiet and --verbose exclude each other")
        names = tuple(paths or ())
        if "" in names:
            _wrong(context, "a path is empty")
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
            jobs=jobs,
            timeout=timeout,
            cache=cache,
            allow_dirty=allow_dirty,
            since=since,
            statistics=statistics,
        )
        keep(request)

    return app


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
        sys.stderr.write(f"{NAME}: in the middle of a {words}\n")
    sys.stderr.writelines(f"{NAME}: {line}\n" for line in passed)
    if not names:
        raise typer.Exit(1)
    return list(names)


def _wrong(context: typer.Context, message: str) -> None:
    sys.stderr.write(f"{context.get_usage()}\nTry '{NAME} --help' for help.\n\n")
    _fail(message)


def _fail(message: str) -> None:
    sys.stderr.write(f"{NAME}: error: {message}\n")
    raise typer.Exit(2)
