"""The sides of a conflicted file, or two whole files, merged into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from prefect_codemods.python import normal_form
from prefect_migrate.conflicts import (
    Common,
    Conflict,
    Conflicted,
    Segment,
    parse_conflicts,
)
from prefect_migrate.conflicts.base import BaseFound, of_parts, side_equal_to_base
from prefect_migrate.conflicts.proof import git_makes_same
from prefect_migrate.model import (
    Decision,
    Direction,
    Line,
    Origin,
    Remaining,
    Side,
    Source,
    Variant,
)
from prefect_migrate.reconcile.after_codemods import AfterCodemods
from prefect_migrate.reconcile.assembly import assemble_merge
from prefect_migrate.reconcile.base_alignment import sides_of_conflict
from prefect_migrate.reconcile.chosen_side import chosen_side
from prefect_migrate.reconcile.compose_merges import composed_merges
from prefect_migrate.reconcile.decision_rules import (
    DecisionRule,
    dropped_comments,
    make_decision,
    only_allowed,
)
from prefect_migrate.reconcile.direction import (
    OTHER,
    agreed_direction,
    infer_direction,
    side_is_chosen,
)
from prefect_migrate.reconcile.known_facts import check_facts
from prefect_migrate.reconcile.left_open import leave_open
from prefect_migrate.reconcile.line_ends import keep_line_ends
from prefect_migrate.reconcile.migrated_variant import MigratedVariant
from prefect_migrate.reconcile.needed_imports import keep_needed_imports
from prefect_migrate.reconcile.page import equivalence
from prefect_migrate.reconcile.result import (
    Merge,
    Parts,
    Sides,
    Unsafe,
    with_side_names,
)
from prefect_migrate.reconcile.statement_lines import line_merger
from prefect_migrate.reconcile.unstructured import merge_text
from prefect_migrate.reconcile.verify import is_python, verify_merge
from prefect_migrate.settings import Settings

SIDES: tuple[Side, ...] = ("ours", "base", "theirs")
RUNS = 4
"""How often what remains is merged again until nothing changes; more than two was never seen."""
PROOFS: dict[bool | None, str] = {
    True: "the two sides are whole: merging them again gives this very file",
    False: "merging the two sides again gives another file: lines outside the markers may be of "
    "one side only",
}
"""What git's own merge of the two sides says about them (``proof.git_makes_same``)."""


def merge_markers(
    conflicted: Conflicted, settings: Settings, kind: str, base: BaseFound | None
) -> Merge:
    """The merge of the sides that the markers hold; what stands outside of them is of both."""
    direction = agreed_direction(
        infer_direction(conflicted, settings), base.run if base else None, settings
    )
    if proof := PROOFS.get(git_makes_same(conflicted)):
        direction = replace(direction, evidence=(*direction.evidence, proof))
    try:
        made = _attempt(conflicted, settings, kind, base, direction)
    except Unsafe as error:
        if side_is_chosen(settings, direction) and (base is None or base.text is None):
            return chosen_side(conflicted, settings, direction, error.message)
        return left_as_it_is(conflicted, direction, error.message)
    if made.remaining and not made.decisions and all(_unread(r.reason) for r in made.remaining):
        reasons = "; ".join(r.reason for r in made.remaining)
        return left_as_it_is(conflicted, direction, reasons)
    # A second run is for what the first one made comparable: it made nothing.
    if made.text == conflicted.source.text:
        return made
    for _ in range(RUNS):
        again = _second_run(conflicted, made, settings, kind, base)
        if again is None or again.text == made.text:
            return made
        made = again
    reason = "merging what remains again gives another result"
    return left_as_it_is(conflicted, direction, reason)


def _attempt(
    conflicted: Conflicted,
    settings: Settings,
    kind: str,
    base: BaseFound | None,
    direction: Direction,
) -> Merge:
    known = base if base is not None and base.text is not None else of_parts(conflicted)
    ancestor = known.ancestor if known is not None else None
    if known is not None and known.sides is not None and known.text is not None:
        ours, theirs = conflicted.variant("ours").text, conflicted.variant("theirs").text
        ancestor = side_equal_to_base(ours, known.text, theirs)
    is_open = any(conflict.id in settings.left_open for conflict in conflicted.conflicts)
    if not is_open and (same := keep_line_ends(conflicted, direction)):
        made = same
    elif known is not None and ancestor is not None and not is_open:
        made = from_ancestor(conflicted, replace(known, ancestor=ancestor), direction)
    else:
        sides = sides_of_conflict(conflicted, settings, kind, direction, known)
        made = merge_sides(sides, settings, kind, direction)
    verify_merge(conflicted, made, kind)
    if known is not None and known.text is not None:
        check_facts(conflicted, known.text, made, kind, settings, exact=False)
    return made


def merge_sides(
    sides: Sides,
    settings: Settings,
    kind: str,
    direction: Direction,
    conflicts: Sequence[Conflict] | None = None,
    places: Mapping[int, int] | None = None,
) -> Merge:
    """The merge of two sides; not held against the file yet.

    ``conflicts`` are those of the file at hand, ``places`` lead to its lines, where the sides are
    whole files.
    """
    parts = with_side_names(sides, _merge_by_kind(sides, settings, kind, direction))
    parts = leave_open(sides, parts, settings.left_open, conflicts, places)
    if kind == "python" and not sides.chosen:
        parts = keep_needed_imports(sides, parts)
    only_allowed(sides, parts.decisions)
    return assemble_merge(sides, parts, settings, direction, kind)


def _second_run(
    conflicted: Conflicted, made: Merge, settings: Settings, kind: str, base: BaseFound | None
) -> Merge | None:
    """What a second run makes of the result; ``None`` where it could do nothing."""
    if not made.remaining:
        return None
    again = parse_conflicts(
        Source(conflicted.source.path, made.text), tolerant=settings.tolerant, unmerged=True
    )
    run = base.run if base else None
    try:
        second = _attempt(
            again,
            settings,
            kind,
            base,
            agreed_direction(infer_direction(again, settings), run, settings),
        )
        second = composed_merges(made, second)
        verify_merge(conflicted, second, kind)
    except Unsafe:
        return None
    return second


def _unread(reason: str) -> bool:
    return "not readable as" in reason or "side can't be read: " in reason


def left_as_it_is(conflicted: Conflicted, direction: Direction, reason: str) -> Merge:
    """The file as it stands, every conflict remaining."""
    lines = [line for segment in conflicted.segments for line in _lines_of(segment)]
    remains = tuple(
        Remaining(conflict.id, conflict.start + 1, reason, equivalence.HELP)
        for conflict in conflicted.conflicts
    )
    return Merge(tuple(lines), (), remains, direction)


def _lines_of(segment: Segment) -> list[Line]:
    if isinstance(segment, Common):
        return [
            Line(text, Origin("common", segment.start + i)) for i, text in enumerate(segment.lines)
        ]
    own: dict[int, Side] = {}
    for side in SIDES:
        lines, start = segment.part(side)
        own |= dict.fromkeys(range(start, start + len(lines)), side)
    return [
        Line(text, Origin(own[at], at) if at in own else Origin("marker"))
        for at, text in enumerate(segment.lines, segment.start)
    ]


def from_ancestor(conflicted: Conflicted, known: BaseFound, direction: Direction) -> Merge:
    """One side is the base: the other side's file is the three-way result."""
    assert known.ancestor is not None
    winner = OTHER[known.ancestor]
    newer, older = conflicted.variant(winner), conflicted.variant(known.ancestor)
    base = Variant("base", (), (), "base")
    sides = Sides(conflicted, newer, older, base, base_grade=known.grade)
    made = make_decision(
        sides,
        DecisionRule.THREE_WAY,
        "newer",
        "text",
        "whole file",
        f"{known.ancestor} is the base, unchanged: the file of {winner} is the result",
        newer=(0, len(newer.lines)),
        older=(0, len(older.lines)),
        evidence=known.evidence,
    )
    return Merge(sides.lines(newer), (made,), (), Direction(winner, direction.evidence))


def _merge_by_kind(sides: Sides, settings: Settings, kind: str, direction: Direction) -> Parts:
    if kind == "markdown":
        from prefect_migrate.reconcile.page.layout import merge_page

        return merge_page(sides, settings, direction)
    if kind == "python":
        return _merge_python_file(sides, settings)
    reason = "the two sides differ, and nothing shows which one is right"
    if sides.base is not None:
        reason = "both sides changed this"
    if kind == "manifest":
        from prefect_migrate.reconcile.manifests.file_merge import merge_file, why_unreadable

        reason = why_unreadable(sides)
        if not reason:
            return merge_file(sides, settings)
    from prefect_migrate.reconcile.after_codemods import same_document

    done = same_document(sides, settings)
    if done is None and kind in ("rst", "text"):
        from prefect_migrate.reconcile.page.plain import merge_plain

        done = merge_plain(sides, settings, kind, reason)
    if done is not None:
        return done
    lines = line_merger(sides, kind)
    return merge_text(sides, reason, after=AfterCodemods.of(sides, settings), lines=lines)


def _merge_python_file(sides: Sides, settings: Settings) -> Parts:
    """A Python file: by statement where the base is known, else equal as a whole first."""
    if not (is_python(sides.newer.text) and is_python(sides.older.text)):
        return merge_text(sides, "a side is not valid Python, so it is not migrated", blanks=False)
    if twice := _set_twice(sides, settings):
        reason = f"{twice} is set twice on one side: git merged one of the places already"
        return merge_text(sides, reason, blanks=False)
    made, reason = _by_statement(sides, settings) if sides.base is not None else (None, "")
    if made is not None and not made.undecided:
        return made
    judged = equivalence.compare_after_codemods(
        sides.newer.text, sides.older.text, "python", settings
    )
    if judged.equal and not _loses_comments(judged, sides) and not _is_half_merged(sides):
        whole = (0, len(sides.newer.lines)), (0, len(sides.older.lines))
        removed = dropped_comments(sides, judged.lost if sides.base is None else (), *whole)
        return Parts((), (_equal_as_a_whole(sides, judged), *removed), ())
    if sides.base is None:
        made, _ = _by_statement(sides, settings)
    return made or merge_text(sides, reason or "; ".join(judged.reasons), blanks=False)


def _is_half_merged(sides: Sides) -> bool:
    """Whether the newer side, put together from markers, lacks what only the older one holds."""
    if sides.exact:
        return False
    from prefect_migrate.reconcile.statements import soundness
    from prefect_migrate.reconcile.statements.elements import Text

    texts = Text.of(sides.newer.text, "the newer side"), Text.of(sides.older.text, "the older side")
    unknown = texts[0].names.unresolved - texts[1].names.unresolved
    return bool(unknown or soundness.ModuleSides(*texts).half_merged(texts[0]))


def _set_twice(sides: Sides, settings: Settings) -> str:
    """What one side sets in a call and again below it, if the other doesn't; ``""`` for nothing.

    A side put together from markers is then a file that nobody had: git took one of the two from
    the other side, and it hides what stands between the markers. The codemods may bring it to
    light: an environment holds a run config.
    """
    if sides.exact:
        return ""
    found: set[tuple[str, str]] = set()
    for view in (MigratedVariant.plain, partial(_migrated, settings=settings)):
        newer, older = (_settings_set_twice(view(v.text)) for v in (sides.newer, sides.older))
        found |= newer ^ older
    return ", ".join(f"{name}.{attribute}" for name, attribute in sorted(found))


def _migrated(text: str, settings: Settings) -> MigratedVariant:
    agent = settings.codemods.migration.equivalence().agent_of(text)
    return MigratedVariant.of(text, settings.codemods, agent)


def _settings_set_twice(variant: MigratedVariant) -> frozenset[tuple[str, str]]:
    from prefect_migrate.reconcile.statements import soundness

    try:
        return soundness.set_twice(normal_form.parsed_module(variant.text))
    except SyntaxError:
        return frozenset()


def _loses_comments(judged: equivalence.Judged, sides: Sides) -> bool:
    """Whether comments would go that no rule lets go: those that a base doesn't hold either."""
    if sides.base is None:
        return bool(judged.lost) and not sides.directed
    return not set(judged.lost) <= set(normal_form.code_comments(sides.base.text))


def _equal_as_a_whole(sides: Sides, judged: equivalence.Judged) -> Decision:
    rules = DecisionRule.EQUAL_AFTER_CODEMODS, DecisionRule.EQUAL_CODE
    after = f" after {', '.join(judged.rules)}" if judged.rules else ""
    made = make_decision(
        sides,
        rules[0] if judged.rules else rules[1],
        "newer",
        "flow" if judged.equality == "graph" else "code",
        "whole file",
        f"{judged.reasons[0]}{after}; the text of {sides.newer.side} stays",
        newer=(0, len(sides.newer.lines)),
        older=(0, len(sides.older.lines)),
        evidence=judged.notes,
    )
    return replace(made, grade=judged.grade)


def _by_statement(sides: Sides, settings: Settings) -> tuple[Parts | None, str]:
    """Two Python files statement by statement; what can't be merged stays conflict by conflict.

    ``None`` where nothing could be settled, and why, if that is known.
    """
    from prefect_migrate.reconcile.statements.lines import (
        ModulePlace,
        merge_module,
        nothing_settled,
    )

    base = sides.base.text if sides.base is not None else None
    whole = ModulePlace((0, len(sides.newer.lines)), (0, len(sides.older.lines)), base)
    made = merge_module(sides, whole, settings)
    if made is not None and nothing_settled(made, whole):
        return None, made.undecided[0].reason
    return made, ""
