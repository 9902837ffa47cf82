"""Python modules and fences that are not equal: merged by statement, back to lines of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from prefect_codemods.knowledge import Equivalence
from prefect_codemods.python import normal_form
from prefect_migrate.model import (
    Decision,
    Line,
    Origin,
    Refusal,
    Variant,
    split_lines,
)
from prefect_migrate.printing import quoted_line
from prefect_migrate.reconcile.decision_rules import (
    DecisionRule,
    Took,
    dropped_comments,
    make_decision,
)
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.migrated_variant import MigratedVariant
from prefect_migrate.reconcile.page.equivalence import EQUALITY_REASONS, HELP
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided
from prefect_migrate.reconcile.statements.facts import Fact
from prefect_migrate.reconcile.statements.marker_doubts import MarkedSide, marker_doubts
from prefect_migrate.reconcile.statements.merging import PythonMerge, merge_python
from prefect_migrate.reconcile.statements.pieces import (
    OpenPlace,
    Piece,
    StatementChoice,
    Taken,
    taken_lines,
)
from prefect_migrate.reconcile.statements.widening import serves_nothing, widened_pieces
from prefect_migrate.settings import Settings

Action = Literal["ours", "theirs", "merged"]
MOST_COMPARED = 6
"""How many open places are compared one by one."""


@dataclass(frozen=True, slots=True)
class ModulePlace:
    """Where one module stands: lines of the newer and the older variant, and its base's text."""

    newer: Span
    older: Span
    base: str | None


def merge_module(sides: Sides, module: ModulePlace, settings: Settings) -> Parts | None:
    """Merge two versions of a module; ``None`` where they can't be read.

    Where nothing could be settled, all of it is one place that stays open (``nothing_settled``).

    With a base the sides are first merged as they stand, then after the codemods.
    """
    newer = "".join(sides.newer.lines[slice(*module.newer)])
    older = "".join(sides.older.lines[slice(*module.older)])
    known = settings.codemods.migration.equivalence()
    agent = known.agent_of(newer)
    view = partial(MigratedVariant.of, options=settings.codemods, agent=agent)
    tries = [view(older)]
    if tries[0].rules:
        tries.append(MigratedVariant.plain(older))
        if _lines_with_words(newer) & _lines_with_words(older) - _lines_with_words(tries[0].text):
            tries.reverse()  # the newer side has something old itself: no fair comparison
    doubts = {} if sides.exact else _doubts(sides, module)
    best: tuple[int, PythonMerge, MigratedVariant, tuple[str, ...]] | None = None
    for code, base in _with_bases(newer, tries, module.base, view):
        if best is not None and not best[0]:
            break
        try:
            done = merge_python(
                newer,
                code.text,
                base.text if base is not None else None,
                direction_known=sides.directed,
                exact=sides.exact,
                newer_wins=sides.chosen,
                is_removed=settings.codemods.migration.catalogue().is_removed,
                doubts=doubts,
            )
        except Refusal:
            continue
        settled = _restored_open_places(done, newer, older, code, known)
        if settled is None:
            continue
        done = settled
        if best is None or len(done.undecided) < best[0]:
            best = len(done.undecided), done, code, base.rules if base is not None else ()
    if best is None:
        return None
    return _pieces_as_edits(sides, module, *best[1:])


def _with_bases(
    newer: str,
    tries: Sequence[MigratedVariant],
    text: str | None,
    view: Callable[[str], MigratedVariant],
) -> Iterator[tuple[MigratedVariant, MigratedVariant | None]]:
    """The older side with the base that it is held against; ``view`` migrates a version.

    Sides without anything old are held against the migrated base: what one of them changed while
    it was migrated, and the other dropped, would seem to be added.
    """
    if text is None:
        yield from ((code, None) for code in tries)
        return
    nothing_old = not any(code.rules for code in tries)
    both_done = nothing_old and bool(view(text).rules) and not view(newer).rules
    for code in tries:
        yield code, view(text) if code.rules or both_done else MigratedVariant.plain(text)


def _doubts(sides: Sides, module: ModulePlace) -> Mapping[Fact, str]:
    """What nothing tells of sides that were put together from markers."""
    marked = [
        MarkedSide(
            "".join(variant.lines[slice(*span)]),
            {i for i, at in enumerate(variant.origin[slice(*span)]) if at in sides.common},
        )
        for variant, span in ((sides.newer, module.newer), (sides.older, module.older))
    ]
    return marker_doubts(marked, module.base)


def _restored_open_places(
    done: PythonMerge, newer: str, older: str, code: MigratedVariant, known: Equivalence
) -> PythonMerge | None:
    """The merge with what stays open fit to be shown as it was before the codemods.

    ``None`` where that can't be had: whichever side is chosen, what both say must be there.
    """
    done = _without_equal_places(done, newer, code.text, known)
    if not done.undecided:
        return done
    pieces = widened_pieces(done.pieces, code.runs, split_lines(newer), split_lines(code.text))
    if pieces is None or serves_nothing(pieces, code.at):
        return None
    settled_text = "".join(piece.text for piece in pieces if isinstance(piece, Taken))
    open_places = [piece for piece in pieces if isinstance(piece, OpenPlace)]
    texts = split_lines(newer), split_lines(older)
    for lines, spans in (
        (texts[0], [place.newer for place in open_places]),
        (texts[1], [code.before(place.older) for place in open_places]),
    ):
        whole = settled_text + "".join("".join(lines[slice(*span)]) for span in spans)
        if _lines_with_words(newer) & _lines_with_words(older) - _lines_with_words(whole):
            return None
    open_lines = [place.newer for place in open_places]
    choices = [
        c for c in done.choices if c.newer is None or not _lies_in_spans(c.newer, open_lines)
    ]
    return PythonMerge(tuple(pieces), tuple(choices), done.linked)


def _lines_with_words(text: str) -> set[str]:
    """The lines of a text that have words in them."""
    return {line.strip() for line in split_lines(text) if any(map(str.isalnum, line))}


def _lies_in_spans(span: Span, spans: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _without_equal_places(
    done: PythonMerge, newer: str, older: str, known: Equivalence
) -> PythonMerge:
    """The merge without the open places that mean the same on both sides.

    A place means the same if the module with the older text there, and the newer everywhere
    else, is equal to the module with the newer text everywhere. Only flows can be equal where the
    statements are not; each comparison reads the whole module, so many places are one question. So
    are places that need each other: one may hide what the other says, as an attribute that is set
    below hides the keyword above.
    """
    places = done.undecided
    if not places or not known.has_flows(newer):
        return done
    lines = split_lines(newer), split_lines(older)
    whole = _filled_module(done, lines, ())
    compared = known.compare(whole, _filled_module(done, lines, places))
    if compared.equal and not compared.lost:
        return _take_equal_places(
            done, lines, dict.fromkeys(places, EQUALITY_REASONS[compared.equality])
        )
    if done.linked or len(places) > MOST_COMPARED:
        return done
    equal: dict[OpenPlace, str] = {}
    for place in places if len(places) > 1 else ():
        compared = known.compare(whole, _filled_module(done, lines, (place,)))
        if compared.equal and not compared.lost:
            equal[place] = EQUALITY_REASONS[compared.equality]
    return _take_equal_places(done, lines, equal)


def _take_equal_places(
    done: PythonMerge, lines: tuple[list[str], list[str]], equal: Mapping[OpenPlace, str]
) -> PythonMerge:
    """The merge with the newer text in the places that are equal."""
    pieces: list[Piece] = []
    choices = list(done.choices)
    for piece in done.pieces:
        if isinstance(piece, Taken) or piece not in equal:
            pieces.append(piece)
            continue
        pieces += taken_lines(lines[0][slice(*piece.newer)], "newer", piece.newer[0])
        name = next((t.strip() for t in lines[0][slice(*piece.newer)] if t.strip()), "nothing")
        reason = f"{equal[piece]} with either text"
        spans = piece.newer, piece.older
        choices.append(StatementChoice("code", name[:60], "newer", reason, *spans, equal=True))
    return PythonMerge(tuple(pieces), tuple(choices), done.linked)


def _filled_module(
    done: PythonMerge, lines: tuple[list[str], list[str]], older: Collection[OpenPlace]
) -> str:
    """The merged module with the newer text in all open places but those of ``older``."""
    text: list[str] = []
    for piece in done.pieces:
        if isinstance(piece, Taken):
            text.append(piece.text)
        elif piece in older:
            text += lines[1][slice(*piece.older)]
        else:
            text += lines[0][slice(*piece.newer)]
    return "".join(text)


def _pieces_as_edits(
    sides: Sides,
    module: ModulePlace,
    done: PythonMerge,
    code: MigratedVariant,
    rules: Sequence[str],
) -> Parts | None:
    """The pieces of a merge as edits of the newer variant and open places.

    ``rules`` are those that rewrote the base for it.
    """
    edits: list[LineEdit] = []
    undecided: list[Undecided] = []
    decisions = [
        d for choice in done.choices for d in _decisions(sides, module, choice, code, rules)
    ]
    held: list[Line] = []
    at = module.newer[0]
    for piece in [*done.pieces, None]:
        if isinstance(piece, Taken):
            held.append(_output_line(sides, module, piece, code))
            continue
        start = module.newer[1] if piece is None else module.newer[0] + piece.newer[0]
        if start < at:
            return None
        edits.append(LineEdit(at, start, tuple(held)))
        held = []
        if piece is not None:
            at = module.newer[0] + piece.newer[1]
            place = _undecided_place(module, piece, code)
            undecided.append(place)
    return Parts(tuple(edits), tuple(decisions), tuple(undecided), linked=done.linked)


def nothing_settled(parts: Parts, module: ModulePlace) -> bool:
    """Whether all of a module stays open."""
    places = [(place.newer, place.older) for place in parts.undecided]
    return places == [(module.newer, module.older)]


def _output_line(sides: Sides, module: ModulePlace, piece: Taken, code: MigratedVariant) -> Line:
    """An output line with the origin that its text bears out."""
    rule = piece.rule or ", ".join(code.rules) or "merged"
    if piece.source == "newer":
        line = sides.lines(sides.newer)[module.newer[0] + piece.line]
        return line if line.text == piece.text else Line(piece.text, Origin("rule", rule=rule))
    if piece.source == "older":
        before = code.at[piece.line]
        if before is not None:
            line = sides.lines(sides.older)[module.older[0] + before]
            if line.text == piece.text:
                return line
    return Line(piece.text, Origin("rule", rule=rule))


def _undecided_place(module: ModulePlace, piece: OpenPlace, code: MigratedVariant) -> Undecided:
    older = code.before(piece.older)
    return Undecided(
        _shifted_span(piece.newer, module.newer[0]),
        _shifted_span(older, module.older[0]),
        None,
        piece.reason,
        HELP,
    )


def _shifted_span(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _decisions(
    sides: Sides,
    module: ModulePlace,
    choice: StatementChoice,
    code: MigratedVariant,
    rules: Sequence[str],
) -> tuple[Decision, ...]:
    """What was decided, and that comments go with it where no base tells whose they are."""
    newer = None if choice.newer is None else _shifted_span(choice.newer, module.newer[0])
    older = (
        None if choice.older is None else _shifted_span(code.before(choice.older), module.older[0])
    )
    took: Took = "newer" if choice.action == "dropped" else choice.action
    rule, reason = DecisionRule.BY_STATEMENT, choice.reason
    both = choice.newer is not None and choice.older is not None
    alike = both and sides.base is None and choice.action == "newer" and not choice.dropped
    if choice.equal or alike:
        rule = DecisionRule.EQUAL_CODE
    elif sides.base is not None:
        rule = DecisionRule.THREE_WAY
        other = (sides.older, older) if took == "newer" else (sides.newer, newer)
        if rules and took in ("newer", "older") and _only_migrated(sides.base, *other):
            rule = DecisionRule.CONTAINED
            reason = f"{other[0].side} only did what the codemods do ({', '.join(rules)})"
    made = make_decision(
        sides, rule, took, choice.kind, choice.subject, reason, newer=newer, older=older
    )
    if sides.base is not None:
        return (made,)
    made = replace(made, dropped=choice.dropped)
    if choice.action == "dropped" and newer is None:
        return (replace(made, dropped=(quoted_line(_text_of_span(sides.older.lines, older)),)),)
    lost = _lost_comments(
        _text_of_span(sides.newer.lines, newer), _text_of_span(sides.older.lines, older)
    )
    return (made, *dropped_comments(sides, lost, newer, older))


def _lost_comments(newer: str, older: str) -> list[str]:
    """Comments of the older text that the newer one, which is taken, has not."""
    kept = Counter(normal_form.code_comments(newer))
    return list((Counter(normal_form.code_comments(older)) - kept).elements())


def _only_migrated(base: Variant, side: Variant, span: Span | None) -> bool:
    """Whether a side has other lines than the base, though after the codemods they are the same."""
    return span is not None and not {*side.lines[slice(*span)]} <= {*base.lines}


def _text_of_span(lines: Sequence[str], span: Span | None) -> str:
    return "" if span is None else "".join(lines[span[0] : span[1]])
