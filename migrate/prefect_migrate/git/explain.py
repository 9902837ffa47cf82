"""``prefect-migrate explain ID``: all that is known of one conflict."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from prefect_migrate import config
from prefect_migrate.conflicts import Conflict, Conflicted, has_markers, parse, regenerates
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.repository import repository_of
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.git.resolve import resolve
from prefect_migrate.git.roles import of_labels, of_repository, roles
from prefect_migrate.git.unmerged import unmerged
from prefect_migrate.model import Outcome, Refusal, Side, Source
from prefect_migrate.printing import print_error, visible
from prefect_migrate.reconcile.bases_and_direction import gather
from prefect_migrate.refusals import read_source
from prefect_migrate.reports.masking import masked
from prefect_migrate.settings import Settings

NAME = "prefect-migrate"
_PROOF = {
    True: "merging the two sides again gives this very file: both are whole",
    False: "the file is half merged: common lines may stem from one side",
    None: "not proven: git could not be asked",
}


def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help="The conflict's id, or its start.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Files. [the unmerged ones]")
    ] = None,
) -> None:
    """Tell all that is known of one conflict. Exit code: 0 found, 2 not found."""
    chosen = paths or [entry.path for entry in unmerged(Path()) if entry.resolvable]
    if not chosen:
        _fail("nothing is unmerged here: name the files to look in")
    read = {path: _read(path) for path in chosen}
    files = {path: source for path, source in read.items() if source is not None}
    try:
        settings, _ = config.load(tuple(map(str, chosen)), {})
    except config.ConfigError as error:
        _fail(str(error))
    bases = gather(files, settings)
    told = False
    for path, source in files.items():
        for line in _of_file(id, path, source, settings, bases.get(path)):
            typer.echo(visible(line))
            told = True
    if not told:
        _fail(f"no conflict {id} in {len(files)} files")


def _read(path: Path) -> Source | None:
    try:
        return Source.decode(read_source(str(path)), str(path))
    except Refusal as error:
        sys.stderr.write(f"{NAME}: {visible(f'{path}: could not be read: {error}')}\n")
        return None


def _of_file(
    id: str, path: Path, source: Source, settings: Settings, base: BaseFound | None
) -> Iterator[str]:
    try:
        parsed = parse(source, settings, unmerged=base is not None and base.unmerged)
    except Refusal:
        return
    outcome = resolve(source, settings, base)
    for number, conflict in enumerate(parsed.conflicts, 1):
        if conflict.id.startswith(id):
            yield from _head(source, conflict, f"conflict {number} of {len(parsed.conflicts)}")
            yield from _sides(conflict, path, base)
            yield from _evidence(parsed, base)
            yield from _decided(outcome, conflict)
            return
    if not has_markers(outcome.text):
        return
    left = parse(replace(source, text=outcome.text), settings, unmerged=True)
    for conflict in left.conflicts:
        if conflict.id.startswith(id):
            yield from _head(source, conflict, "a conflict that stays after the merge")
            yield from _sides(conflict, path, base)
            yield from _evidence(parsed, base)
            yield from _left(outcome, conflict.id)


def _head(source: Source, conflict: Conflict, what: str) -> Iterator[str]:
    lines = f"{conflict.start + 1}-{conflict.end + 1}"
    yield f"{conflict.id}: {what}, {source.path}:{lines}"


def _sides(conflict: Conflict, path: Path, base: BaseFound | None) -> Iterator[str]:
    repository = repository_of(path.parent.resolve())
    operation = of_labels(*conflict.labels)
    if base is not None and base.unmerged and repository is not None:
        now = of_repository(repository)
        operation = operation if now == "unknown" else now
    words = roles(operation, *conflict.labels)
    if operation != "unknown":
        yield f"made by: {operation}"
    sides: tuple[Side, ...] = ("ours", "base", "theirs")
    for side in sides:
        lines, start = conflict.part(side)
        if side == "base" and conflict.base is None:
            continue
        word = "" if side == "base" else f", {words.word(side)}"
        place = f"lines {start + 1}-{start + len(lines)}" if lines else "nothing"
        yield f"{side}{word}: {place}"
        shown = masked("".join(lines)).splitlines()
        yield from (f"  | {line.rstrip()}".rstrip() for line in shown)


def _evidence(parsed: Conflicted, base: BaseFound | None) -> Iterator[str]:
    if base is not None and base.evidence:
        yield from (f"base: {sentence} [{base.grade.value}]" for sentence in base.evidence)
        if base.ancestor:
            yield f"base: {base.ancestor} is the base itself, only the other side changed the file"
    else:
        yield "base: not known"
    yield f"sides: {_PROOF[regenerates(parsed)]}"


def _decided(outcome: Outcome, conflict: Conflict) -> Iterator[str]:
    """What the merge decided on lines of this conflict, and what it left."""
    if outcome.refusal:
        yield f"result: {outcome.refusal.message}; {outcome.refusal.help}".rstrip("; ")
        return
    if outcome.base:
        yield outcome.base.sentence
    if outcome.direction:
        yield f"newer: {outcome.direction.newer or 'not known'}"
        yield from (f"  {sentence}" for sentence in outcome.direction.evidence)
    first, last = conflict.start + 1, conflict.end + 1
    for decision in outcome.decisions:
        spans = [span for span in (decision.ours, decision.theirs) if span]
        if any(start <= last and end >= first for start, end in spans):
            yield (
                f"decision: {decision.kind} {decision.subject}: take {decision.action} "
                f"[{decision.grade.value}] {decision.reason}"
            )
    yield from _left(outcome, conflict.id)


def _left(outcome: Outcome, id: str) -> Iterator[str]:
    for left in outcome.remaining:
        if left.id == id:
            yield f"left: {left.reason}; {left.help}".rstrip("; ")
            yield f'to decide: write "{id}" = "ours", "theirs" or "both" to a file of decisions'


def _fail(message: str) -> None:
    print_error(message, sys.stderr)
    raise typer.Exit(ExitCode.FAILED)
