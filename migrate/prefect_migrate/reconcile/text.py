"""Files without structure that the tool knows: conflict by conflict."""

from __future__ import annotations

from prefect_migrate.conflicts import Conflict
from prefect_migrate.model import Decision, Grade, Variant
from prefect_migrate.reconcile.after_codemods import AfterCodemods
from prefect_migrate.reconcile.by_line import decided, merge_lines
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.line_ends import own_line_ends
from prefect_migrate.reconcile.result import Parts, Sides, Undecided

HELP = "keep one of the two sides, or pass --prefer ours|theirs"


def merge_text(
    sides: Sides, reason: str, *, blanks: bool = True, after: AfterCodemods | None = None
) -> Parts:
    """Resolve what is equal or proven; leave every other conflict as it stands.

    ``reason`` is told of each conflict that stays. ``blanks`` says that blanks at the end of a
    line don't count. ``after`` are the sides after the codemods.
    """
    by_line = merge_lines(sides, reason, HELP, after)
    if by_line is not None:
        return by_line
    edits: list[LineEdit] = []
    decisions: list[Decision] = []
    undecided: list[Undecided] = []
    for conflict, newer, older, base in sides.places:
        winner = _winner(sides, conflict, blanks=blanks)
        verdict = after.judge(newer, older, base) if after and winner is None else None
        if verdict is not None:
            edit, made = decided(sides, verdict, newer, older)
            edits.append(edit)
            decisions.append(made)
            continue
        if winner is None:
            undecided.append(Undecided(newer, older, base, reason, HELP, exact=True))
            continue
        variant, rule, grade, told = winner
        if variant is sides.older:
            edits.append(LineEdit(*newer, sides.lines(sides.older)[older[0] : older[1]]))
        assert variant.side != "base"
        name = next((line.strip() for line in conflict.part(variant.side)[0] if line.strip()), "")
        made = Decision(conflict.id, "text", name[:60] or "lines", variant.side, rule, grade, told)
        decisions.append(sides.decision(made, newer, older))
    return Parts(tuple(edits), tuple(decisions), tuple(undecided))


def _winner(
    sides: Sides, conflict: Conflict, *, blanks: bool
) -> tuple[Variant, str, Grade, str] | None:
    newer, older = conflict.part(sides.newer.side)[0], conflict.part(sides.older.side)[0]
    if _plain(newer, blanks=blanks) == _plain(older, blanks=blanks):
        told = "both sides say the same"
        return _own_line_ends(sides, conflict), "equal-text", Grade.EQUIVALENT, told
    if conflict.base is not None and not conflict.base_conflicted:
        for variant, others in ((sides.newer, older), (sides.older, newer)):
            if conflict.base == others:
                told = f"only {variant.side} changed this since the base"
                return variant, "three-way", sides.base_grade, told
    return None


def _own_line_ends(sides: Sides, conflict: Conflict) -> Variant:
    """The newer side, or the other one if only that has the line ends of the file."""
    fits = [
        own_line_ends(sides.conflicted, conflict.part(variant.side)[0])
        for variant in (sides.newer, sides.older)
    ]
    return sides.older if fits == [False, True] else sides.newer


def _plain(lines: tuple[str, ...], *, blanks: bool) -> list[str]:
    ends = None if blanks else "\r\n"
    return [line.rstrip(ends) for line in lines]
