"""Resolve files with all that git and the person know of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from prefect_codemods.findings import Placed, relocate
from prefect_migrate.conflicts import Conflicted, has_markers, parse
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.choices import Choice, Chosen, apply
from prefect_migrate.model import (
    Decision,
    Grade,
    Line,
    Outcome,
    Refusal,
    Remaining,
    Source,
    split_lines,
)
from prefect_migrate.pipeline import migrate
from prefect_migrate.settings import Settings


def resolve(
    source: Source,
    settings: Settings,
    base: BaseFound | None = None,
    choices: Mapping[str, Choice] | None = None,
) -> Outcome:
    """Migrate one file with a person's choices put in before and after the merge.

    Before, for the conflicts of the file as it stands; after, for those that the merge left,
    which may be wider. Choices that leave Python that doesn't parse are refused.
    """
    if not choices:
        return migrate(source, settings, base)
    try:
        unmerged = base is not None and base.unmerged
        parsed = parse(source, settings, unmerged=unmerged)
        before = apply(parsed, choices)
        if not before.applied:
            outcome = _after(migrate(source, settings, base), settings, choices)
            _check_left_open(parsed, outcome, settings)
            return outcome
        chosen = replace(source, text=before.text)
        outcome = _after(migrate(chosen, settings, base), settings, choices)
        _check(source, outcome)
        _check_left_open(parsed, outcome, settings)
        return _seen_from(source, before, outcome)
    except Refusal as refusal:
        return Outcome.refused(source, refusal)


def _after(outcome: Outcome, settings: Settings, choices: Mapping[str, Choice]) -> Outcome:
    """The outcome with choices put in for conflicts that the merge left."""
    if outcome.refusal or not has_markers(outcome.text):
        return outcome
    left = parse(replace(outcome.source, text=outcome.text), settings, unmerged=True)
    after = apply(left, choices)
    if not after.applied:
        return outcome
    gone = {conflict.id for conflict in after.applied}
    chosen = replace(
        outcome,
        text=after.text,
        lines=_lines(outcome.lines, after),
        remaining=_moved(outcome.remaining, after, gone),
        decisions=(*outcome.decisions, *_decisions(after)),
    )
    _check(outcome.source, chosen)
    return chosen


def _lines(lines: Sequence[Line], after: Chosen) -> tuple[Line, ...]:
    if not lines:
        return ()
    return tuple(
        replace(lines[before], text=text)
        for text, before in zip(split_lines(after.text), after.origin, strict=True)
    )


def _moved(remaining: Sequence[Remaining], after: Chosen, gone: set[str]) -> tuple[Remaining, ...]:
    kept = (left for left in remaining if left.id not in gone)
    return tuple(replace(left, line=bisect_right(after.origin, left.line - 2) + 1) for left in kept)


def _decisions(chosen: Chosen) -> list[Decision]:
    return [
        Decision(
            conflict.id,
            "text",
            f"conflict {conflict.id}",
            "merged",
            "decisions",
            Grade.PROVEN,
            "a person chose it (--decisions)",
        )
        for conflict in chosen.applied
    ]


def _check_left_open(parsed: Conflicted, outcome: Outcome, settings: Settings) -> None:
    """Raise ``Refusal`` if a conflict that a person rejected a result of is resolved all the same.

    Where git has the sides, or one is the ancestor, a file is merged whole.
    """
    for conflict in parsed.conflicts:
        if conflict.id in settings.left_open and not outcome.refusal:
            lines = {line.strip() for line in (*conflict.ours, *conflict.theirs)}
            kept = {line.strip() for line in split_lines(outcome.text)}
            if not outcome.remaining or not lines <= kept:
                raise Refusal(
                    f"conflict {conflict.id} can't be left open by itself",
                    conflict.start + 1,
                    help="choose a side for it, or leave the file out",
                )


def _check(source: Source, outcome: Outcome) -> None:
    """Raise ``Refusal`` if choices made Python that doesn't parse."""
    from prefect_migrate.conflicts.examples import python_parses

    python = source.path.endswith((".py", ".pyi"))
    if python and not has_markers(outcome.text) and not python_parses(outcome.text):
        raise Refusal(
            "with the chosen sides the file is not valid Python",
            help="choose sides that fit together, or give the text",
        )


def _seen_from(source: Source, before: Chosen, outcome: Outcome) -> Outcome:
    """The outcome of the file after choices, told with the line numbers of the file before."""

    def line(number: int) -> int:
        return before.origin[number - 1] + 1 if 0 < number <= len(before.origin) else number

    def span(lines: tuple[int, int] | None) -> tuple[int, int] | None:
        return lines and (line(lines[0]), line(lines[1]))

    def moved(found: Sequence[Placed]) -> tuple[Placed, ...]:
        return tuple(relocate(one, line) for one in found)

    return replace(
        outcome,
        source=source,
        text=source.text if outcome.refusal else outcome.text,
        changes=moved(outcome.changes),
        diagnostics=moved(outcome.diagnostics),
        decisions=(
            *_decisions(before),
            *(replace(d, ours=span(d.ours), theirs=span(d.theirs)) for d in outcome.decisions),
        ),
        lines=tuple(
            replace(one, origin=replace(one.origin, line=line(one.origin.line + 1) - 1))
            if one.origin.line is not None
            else one
            for one in outcome.lines
        ),
    )
