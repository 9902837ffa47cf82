"""``prefect-migrate undo``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from prefect_migrate import journal
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.model import Refusal
from prefect_migrate.printing import print_error, visible_text
from prefect_migrate.writing import write_file


def undo(
    run: Annotated[
        str, typer.Option(metavar="ID", help="The run to undo, instead of the last one here.")
    ] = "",
    runs: Annotated[
        bool, typer.Option("--list", help="List the runs that can be undone; undo none.")
    ] = False,
) -> None:
    """Bring back what the last run in this directory wrote, byte for byte.

    Files that have changed since are left alone. Exit code: 0 all files are as they were before
    the run; 1 some are not; 2 there is no such run.
    """
    try:
        known = journal.known_runs()
    except OSError as error:
        sys.stderr.write(f"prefect-migrate: error: no journal: {error.strerror}\n")
        raise typer.Exit(ExitCode.FAILED) from None
    if runs:
        sys.stdout.writelines(f"{visible_text(_run_line(one))}\n" for one in known)
        return
    if run:
        chosen = next((one for one in known if one.id == run), None)
    else:
        chosen = journal.last_run(Path.cwd())
    if chosen is None:
        wanted = f"run {run}" if run else "run of this directory"
        print_error(f"there is no {wanted} to undo; see --list", sys.stderr)
        raise typer.Exit(ExitCode.FAILED)
    if chosen.going_on():
        print_error(f"run {chosen.id} is still running: wait until it ends, or stop it", sys.stderr)
        raise typer.Exit(ExitCode.FAILED)
    damaged = chosen.damaged()
    try:
        results = journal.undo_run(chosen, _write_back)
    except KeyboardInterrupt:
        again = f"prefect-migrate undo --run {chosen.id}"
        sys.stderr.write(
            f"prefect-migrate: interrupted; '{visible_text(again)}' resumes from here\n"
        )
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    restored = sum(result.state == "restored" for result in results)
    for result in results:
        if not result.done:
            sys.stderr.write(f"{visible_text(f'{result.path}: left alone: {result.reason}')}\n")
    noun = "file" if restored == 1 else "files"
    sys.stdout.write(f"{restored} {noun} restored.\n")
    if damaged:
        lines = "line is" if damaged == 1 else "lines are"
        problem = f"{damaged} {lines} damaged; what they say was written is not restored"
        sys.stderr.write(f"prefect-migrate: {visible_text(str(chosen.journal))}: {problem}\n")
    if damaged or not all(result.done for result in results):
        raise typer.Exit(ExitCode.LEFT)


def _write_back(path: Path, data: bytes, *, temp: Path) -> None:
    try:
        write_file(path, data, temp=temp)
    except Refusal as refusal:
        raise OSError(0, refusal.message) from None


def _run_line(run: journal.JournalRun) -> str:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.started))
    count = len(run.entries())
    words = " ".join(run.argv)
    return f"{run.id}  {when}  {count} file{'' if count == 1 else 's'}  {run.folder}: {words}"
