"""``prefect-migrate git …``: the merge driver, the mergetool, and their set-up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.printing import print_error, visible_text

if TYPE_CHECKING:
    from prefect_migrate.git.driver import DriverResult

NAME = "prefect-migrate"

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Work inside git: as a merge driver and as a mergetool.",
)

Everywhere = Annotated[
    bool, typer.Option("--global", help="For all repositories, in the user's configuration.")
]


@app.command("merge-driver")
def merge_driver(
    base: Annotated[Path, typer.Argument(metavar="%O")],
    ours: Annotated[Path, typer.Argument(metavar="%A")],
    theirs: Annotated[Path, typer.Argument(metavar="%B")],
    size: Annotated[int, typer.Argument(metavar="%L")] = 7,
    name: Annotated[str, typer.Argument(metavar="%P")] = "",
    base_label: Annotated[str, typer.Argument(metavar="%S")] = "",
    ours_label: Annotated[str, typer.Argument(metavar="%X")] = "",
    theirs_label: Annotated[str, typer.Argument(metavar="%Y")] = "",
) -> None:
    """Merge three versions of a file into %A. Exit code: 0 clean, 1 conflicts, 129 failed.

    git calls this; see: prefect-migrate git install.
    """
    from prefect_migrate.git.driver import DriverTask, drive_merge

    labels = (
        _given_label(ours_label, "ours"),
        _given_label(base_label, "base"),
        _given_label(theirs_label, "theirs"),
    )
    try:
        done = drive_merge(DriverTask(base, ours, theirs, name or str(ours), size, labels))
    except Exception as error:  # git must be told by the exit code, whatever went wrong
        message = visible_text(f"{name or ours}: failed: {type(error).__name__}: {error}")
        sys.stderr.write(f"{NAME}: {message}\n")
        raise typer.Exit(ExitCode.DRIVER_FAILED) from None
    _tell_outcome(done)
    raise typer.Exit(done.code)


@app.command()
def mergetool(
    base: Annotated[Path, typer.Argument(metavar="BASE")],
    local: Annotated[Path, typer.Argument(metavar="LOCAL")],
    remote: Annotated[Path, typer.Argument(metavar="REMOTE")],
    merged: Annotated[Path, typer.Argument(metavar="MERGED")],
) -> None:
    """Resolve the conflicts of MERGED. Exit code: 0 all resolved, 1 something is left.

    Where a person has worked on MERGED since git wrote it, that stays. git mergetool calls this, and takes a result of exit code 0 for done.
    """
    from prefect_migrate.git.driver import resolve_merged

    done = resolve_merged(base, local, remote, merged)
    _tell_outcome(done)
    raise typer.Exit(done.code)


@app.command()
def install(everywhere: Everywhere = False) -> None:
    """Make the merge driver and the mergetool known to git."""
    from prefect_migrate.git import setup

    try:
        written = setup.install_config(everywhere, Path())
    except setup.SetupError as error:
        _fail_with(str(error))
    for entry in written:
        typer.echo(visible_text(entry.command(setup.config_scope(everywhere))))
    typer.echo("\nThe mergetool is ready: git mergetool --tool=prefect-migrate")
    typer.echo("The driver works on the files that .gitattributes names. For example:\n")
    for line in setup.attribute_lines():
        typer.echo(f"  {line}")
    typer.echo("\nWrite these lines to .gitattributes for all who clone the repository, or to")
    typer.echo(".git/info/attributes for this clone only; neither was changed.")


@app.command()
def uninstall(everywhere: Everywhere = False) -> None:
    """Take the configuration of ``git install`` back."""
    from prefect_migrate.git import setup

    try:
        removed = setup.uninstall_config(everywhere, Path())
    except setup.SetupError as error:
        _fail_with(str(error))
    for section in removed:
        typer.echo(f"git config {setup.config_scope(everywhere)} --remove-section {section}")
    if not removed:
        typer.echo("nothing to undo")
    else:
        typer.echo("You can also remove lines of .gitattributes that say merge=prefect-migrate.")


def _given_label(given: str, otherwise: str) -> str:
    """A label from git; git before 2.43 leaves the placeholders as they are."""
    return otherwise if not given or given in ("%S", "%X", "%Y") else given


def _tell_outcome(done: DriverResult) -> None:
    """What was done in one file, on standard error: standard output is git's."""
    if done.outcome is None or not (done.outcome.refusal or done.outcome.source.text):
        return
    from prefect_migrate.reports.masking import masked_outcome
    from prefect_migrate.reports.text import Concise

    sys.stderr.write(Concise().outcome(masked_outcome(done.outcome)))


def _fail_with(message: str) -> None:
    print_error(message, sys.stderr)
    raise typer.Exit(ExitCode.FAILED)
