"""``prefect-migrate review``: decide change by change, and write the decisions down."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from prefect_migrate import config
from prefect_migrate.conflicts.choices import ChoicesError
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.git.unmerged import unmerged_files
from prefect_migrate.model import Outcome
from prefect_migrate.printing import print_error, terminal_width, visible
from prefect_migrate.reports.style import Style, use_colour
from prefect_migrate.review.answers import Answers
from prefect_migrate.review.items import ReviewItem, review_items

NAME = "prefect-migrate"


def review(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Files or directories. [the unmerged files]"),
    ] = None,
    decisions: Annotated[
        Path, typer.Option(metavar="FILE", help="The file that the decisions go to.")
    ] = Path("decisions.toml"),
    every: Annotated[
        bool, typer.Option("--all", help="Also ask about conflicts that are proven or equivalent.")
    ] = False,
    web: Annotated[
        bool, typer.Option("--web", help="Decide in a browser, on this machine only.")
    ] = False,
) -> None:
    """Decide fix by fix and conflict by conflict, like git add -p. No file is changed.

    The decisions file is applied by: prefect-migrate --decisions FILE PATH…
    Exit code: 0 everything is decided; 1 something is left; 2 wrong usage, or a file that could
    not be read or migrated.
    """
    chosen = paths or [str(entry.path) for entry in unmerged_files(Path()) if entry.resolvable]
    if not chosen:
        _fail_with("name a file or a directory; nothing is unmerged here")
    try:
        answers = Answers.open(decisions)
        outcomes = preview(tuple(chosen))
    except (ChoicesError, config.ConfigError) as error:
        _fail_with(str(error))
    items = review_items(outcomes, every=every)
    code = _tell_refused(outcomes)
    if not items:
        sys.stdout.write("Nothing to decide.\n")
        raise typer.Exit(code)
    command = _apply_command(decisions, chosen)
    if web:
        from prefect_migrate.review.dialogue import closing
        from prefect_migrate.review.web import serve

        serve(outcomes, items, answers)
        sys.stdout.write(f"{closing(answers, _items_left(items, answers), command)}\n")
    else:
        _ask_items(items, answers, command)
    raise typer.Exit(max(code, ExitCode.LEFT if _items_left(items, answers) else ExitCode.DONE))


def _tell_refused(outcomes: list[Outcome]) -> ExitCode:
    """Say which files could not be migrated; the exit code that they come to."""
    refused = [(outcome.source.path, outcome.refusal) for outcome in outcomes if outcome.refusal]
    if refused:
        from prefect_migrate.reports.text import error_line

        sys.stderr.writelines(f"{error_line(*one)}\n" for one in refused)
    return ExitCode.FAILED if refused else ExitCode.DONE


def _ask_items(items: list[ReviewItem], answers: Answers, command: str) -> None:
    from prefect_migrate.review.dialogue import Dialogue, closing
    from prefect_migrate.review.keys import Keys

    style = Style(colour=use_colour("auto", sys.stdout), width=terminal_width(sys.stdout))
    earlier = sum(map(answers.answered, items))
    if earlier:
        sys.stdout.write(
            f"{earlier} of {len(items)} decided earlier, in {visible(str(answers.path))}.\n"
        )
    try:
        Dialogue(items, answers, style, Keys()).run()
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        sys.stderr.write(f"{NAME}: interrupted; what was answered is saved\n")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    except OSError as error:
        _fail_with(f"{error.filename or answers.path}: {error.strerror or error}")
    sys.stdout.write(f"\n{closing(answers, _items_left(items, answers), command)}\n")


def _items_left(items: list[ReviewItem], answers: Answers) -> int:
    return sum(not answers.answered(item) for item in items)


def _apply_command(decisions: Path, paths: list[str]) -> str:
    return shlex.join([NAME, "--decisions", str(decisions), *paths])


def preview(paths: tuple[str, ...]) -> list[Outcome]:
    """What a run over ``paths`` would make of them; nothing is written. Raises ``ConfigError``."""
    from prefect_migrate.bulk.discovery import DiscoveryError
    from prefect_migrate.bulk.run import Manner, Run

    settings, files = config.load_settings(paths, {})
    try:
        return list(Run(paths, settings, files, Manner(cache=False, allow_dirty=True)))
    except DiscoveryError as error:
        _fail_with(str(error))


def _fail_with(message: str) -> NoReturn:
    print_error(message, sys.stderr)
    raise typer.Exit(ExitCode.FAILED)
