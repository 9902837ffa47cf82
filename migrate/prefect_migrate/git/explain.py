"""``prefect-migrate explain ID``: all that is known of one conflict, decision or fix."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from prefect_migrate import config
from prefect_migrate.conflicts import (
    Conflict,
    Conflicted,
    has_markers,
    parse_conflicts,
)
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.proof import git_makes_same
from prefect_migrate.conflicts.repository import repository_of
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.git.resolve import resolve_with_choices
from prefect_migrate.git.roles import of_labels, of_repository, side_roles
from prefect_migrate.git.unmerged import unmerged_files
from prefect_migrate.model import Decision, Grade, Outcome, Refusal, Source
from prefect_migrate.printing import print_error, visible_text
from prefect_migrate.reconcile.bases_and_direction import gather_bases
from prefect_migrate.refusals import read_source
from prefect_migrate.reports.decision_rules import GRADES, RULE_REASONS
from prefect_migrate.reports.links import describe_code
from prefect_migrate.reports.masking import masked_text
from prefect_migrate.reports.sides import conflict_base, conflict_sides
from prefect_migrate.reports.summary import count_of
from prefect_migrate.reports.text import first_line, side_taken
from prefect_migrate.settings import Settings

NAME = "prefect-migrate"
_PROOF = {
    True: "merging the two sides again gives this very file: both are whole",
    False: "the file is half merged: common lines may stem from one side",
    None: "not proven: git could not be asked",
}


def explain(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="An id that a report names, or its start.")
    ],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH…", help="Files. [the unmerged ones]")
    ] = None,
) -> None:
    """Show everything known about one conflict, decision or fix. Exit code: 0 found, 2 not found."""
    chosen = paths or [entry.path for entry in unmerged_files(Path()) if entry.resolvable]
    if not chosen:
        _fail_with("nothing is unmerged here: name the files to look in")
    read = {path: _read_source(path) for path in chosen}
    files = {path: source for path, source in read.items() if source is not None}
    try:
        settings, _ = config.load_settings(tuple(map(str, chosen)), {})
    except config.ConfigError as error:
        _fail_with(str(error))
    bases = gather_bases(files, settings)
    explained = False
    for path, source in files.items():
        for line in _of_file(id, path, source, settings, bases.get(path)):
            typer.echo(visible_text(line))
            explained = True
    if not explained:
        looked = count_of(len(files), "file")
        _fail_with(f"no conflict, decision or fix has the id {id} ({looked} searched)")


def _read_source(path: Path) -> Source | None:
    try:
        return Source.decode(read_source(str(path)), _shown_path(path))
    except Refusal as error:
        sys.stderr.write(f"{NAME}: {visible_text(f'{path}: could not be read: {error}')}\n")
        return None


def _shown_path(path: Path) -> str:
    """``path`` relative to the working directory, where it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _of_file(
    id: str, path: Path, source: Source, settings: Settings, base: BaseFound | None
) -> Iterator[str]:
    """What a file has under ``id``: a conflict before or after the merge, a decision, a fix."""
    outcome = resolve_with_choices(source, settings, base)
    if has_markers(source.text):
        try:
            unmerged, reading = (base.unmerged, base.reading) if base else (False, None)
            parsed = parse_conflicts(
                source, tolerant=settings.tolerant, unmerged=unmerged, valid=reading
            )
        except Refusal:
            return
        found = _explain_conflict(id, _Explained(path, source, parsed, base, outcome), settings)
        if found:
            yield from found
            return
    decision = next((made for made in outcome.decisions if made.id.startswith(id)), None)
    if decision is not None:
        yield from _decision_lines(decision, source, outcome)
    else:
        yield from _fix_lines(id, source, outcome)


# --- conflicts


@dataclass(frozen=True)
class _Explained:
    """A conflicted file, and all that is known of it."""

    path: Path
    source: Source
    parsed: Conflicted
    base: BaseFound | None
    outcome: Outcome


def _explain_conflict(id: str, file: _Explained, settings: Settings) -> list[str]:
    conflicts = file.parsed.conflicts
    equal = [(i, c) for i, c in enumerate(conflicts, 1) if c.id.startswith(id)]
    if equal:
        number, conflict = equal[0]
        shown = [_head_line(file.source, conflict, f"conflict {number} of {len(conflicts)}")]
        if others := [c for _, c in equal[1:] if c.id == conflict.id]:
            places = ", ".join(str(other.start + 1) for other in others)
            shown.append(f"{len(others) + 1} times: also at line {places}")
        shown += _side_lines(conflict, file, conflict_base(file.outcome, conflict))
        return [*shown, *_proof_lines(file), *_decided_lines(file.outcome, conflict)]
    if not has_markers(file.outcome.text):
        return []
    left = parse_conflicts(
        replace(file.source, text=file.outcome.text), tolerant=settings.tolerant, unmerged=True
    )
    for conflict in left.conflicts:
        if conflict.id.startswith(id):
            of_base = conflict_base(replace(file.outcome, source=left.source), conflict)
            return [
                _head_line(file.source, conflict, "a conflict that stays after the merge"),
                "its lines are those of the result",
                *_side_lines(conflict, file, of_base),
                *_proof_lines(file),
                *_left_lines(file.outcome, conflict.id),
            ]
    return []


def _head_line(source: Source, conflict: Conflict, what: str) -> str:
    return f"{conflict.id}: {what}, {source.path}:{conflict.start + 1}-{conflict.end + 1}"


def _side_lines(
    conflict: Conflict, file: _Explained, of_base: tuple[str, ...] | None
) -> Iterator[str]:
    """The base first, then both sides."""
    repository = repository_of(file.path.parent.resolve())
    operation = of_labels(*conflict.labels)
    if file.base is not None and file.base.unmerged and repository is not None:
        now = of_repository(repository)
        operation = operation if now == "unknown" else now
    words = side_roles(operation, *conflict.labels)
    if operation != "unknown":
        yield f"made by: {operation}"
    yield from _base_lines(file, of_base)
    for side in ("ours", "theirs"):
        lines, start = conflict.part(side)
        word = words.word(side)
        name = word if word.startswith(side) else f"{side}, {word}"
        place = f"lines {start + 1}-{start + len(lines)}" if lines else "nothing"
        yield f"{name}: {place}"
        yield from _quoted_lines(lines)


def _base_lines(file: _Explained, lines: tuple[str, ...] | None) -> Iterator[str]:
    known = file.outcome.base
    if known is None:
        yield "base: not known"
        return
    yield known.sentence
    grade = f" [{file.base.grade.value}]" if file.base is not None else ""
    yield from (f"base: {sentence}{grade}" for sentence in known.evidence)
    if file.base is not None and (side := file.base.ancestor):
        yield f"base: {side} is the base itself, only the other side changed the file"
    if lines is not None:
        yield "base, its lines here:" if lines else "base: has nothing here"
        yield from _quoted_lines(lines)


def _quoted_lines(lines: Iterable[str]) -> Iterator[str]:
    shown = masked_text("".join(lines)).splitlines()
    yield from (f"  | {line.rstrip()}".rstrip() for line in shown)


def _proof_lines(file: _Explained) -> Iterator[str]:
    yield f"sides: {_PROOF[git_makes_same(file.parsed)]}"


def _decided_lines(outcome: Outcome, conflict: Conflict) -> Iterator[str]:
    """What the merge decided on lines of this conflict, and what it left."""
    if outcome.refusal:
        yield f"result: {outcome.refusal.message}; {outcome.refusal.help}".rstrip("; ")
        return
    if outcome.direction:
        yield f"newer: {outcome.direction.newer or 'not known'}"
        yield from (f"  {sentence}" for sentence in outcome.direction.evidence)
    first, last = conflict.start + 1, conflict.end + 1
    for decision in outcome.decisions:
        spans = [span for span in (decision.ours, decision.theirs) if span]
        if any(start <= last and end >= first for start, end in spans):
            yield (
                f"decision {decision.id}: {decision.kind} {decision.subject}: {side_taken(decision)} "
                f"[{decision.grade.value}] {decision.reason}"
            )
    left = list(_left_lines(outcome, conflict.id))
    left = left or [
        f"left: conflict {other.id}, line {other.line} of the result"
        for other in outcome.remaining
        if first <= other.before <= last
    ]
    yield from left


def _left_lines(outcome: Outcome, id: str) -> Iterator[str]:
    for left in outcome.remaining:
        if left.id == id:
            yield f"left: {left.reason}; {left.help}".rstrip("; ")
            yield f'to decide: write "{id}" = "ours", "theirs" or "both" to a decisions file'
            return


# --- decisions and fixes


def _decision_lines(made: Decision, source: Source, outcome: Outcome) -> Iterator[str]:
    yield f"{made.id}: a decision, {source.path}:{first_line(made)}"
    yield f"{made.kind} {made.subject}: {side_taken(made)}; {made.reason}"
    yield from (f"  {sentence}" for sentence in made.evidence)
    if outcome.base is not None:
        yield outcome.base.sentence
    sides = conflict_sides(outcome)
    for side, span in (("ours", made.ours), ("theirs", made.theirs)):
        place = f"lines {span[0]}-{span[1]}" if span else "nothing"
        yield f"{sides.label(side)}: {place}"  # type: ignore[arg-type]
        yield from _quoted_lines(text for _, text in sides.lines(side, span))  # type: ignore[arg-type]
    yield from (f"dropped: {words}" for words in made.dropped)
    yield f"rule: {made.rule}: {RULE_REASONS.get(made.rule, '')}"
    yield f"grade: {made.grade.value}: {GRADES[made.grade.value]}"
    if made.grade in (Grade.POLICY, Grade.NEEDS_REVIEW):
        choices = '"ours", "theirs", "both" or "reject"'
        yield f'to decide otherwise: write "{made.id}" = {choices} to a decisions file'


def _fix_lines(id: str, source: Source, outcome: Outcome) -> Iterator[str]:
    """What is known of a fix; one id stands for all lines that say the same."""
    found = [change for change in outcome.changes if change.id.startswith(id)]
    if not found:
        return
    known = describe_code(found[0].rule)
    places = ", ".join(f"{source.path}:{change.line}:{change.column}" for change in found)
    yield f"{found[0].id}: a fix, {places}"
    yield f"{found[0].rule} {known.name}: {found[0].message}"
    yield from (sentence for sentence in (known.what, known.why) if sentence)
    yield f'to leave it out: write "{found[0].id}" = "reject" to a decisions file'


def _fail_with(message: str) -> None:
    print_error(message, sys.stderr)
    raise typer.Exit(ExitCode.FAILED)
