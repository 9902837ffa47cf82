"""Python modules and fences that are not equal: merged by statement, back to lines of the file."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from prefect_codemods.knowledge import Equivalence
from prefect_codemods.options import Agent
from prefect_migrate.model import (
    Decision,
    Grade,
    Line,
    Origin,
    Refusal,
    conflict_id,
    split_lines,
)
from prefect_migrate.reconcile import half_merged
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.equivalence import HELP, RUNGS
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided
from prefect_migrate.reconcile.statements.merging import PythonMerge, merge_python
from prefect_migrate.reconcile.statements.pieces import Choice, Piece, Taken, taken
from prefect_migrate.reconcile.statements.pieces import Undecided as Open
from prefect_migrate.reconcile.statements.widening import serves_nothing, widened
from prefect_migrate.settings import Settings

Action = Literal["ours", "theirs", "merged"]


@dataclass(frozen=True, slots=True)
class Migrated:
    """Code after the codemods: its text, their rules, and where each line stood before.

    ``at[i]`` is where line ``i`` stood before the codemods, ``None`` for a new one; a run of lines
    ``[i, j)`` came from the lines ``[starts[i], ends[j])``.
    """

    text: str
    rules: tuple[str, ...]
    at: tuple[int | None, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str, settings: Settings, agent: Agent | None) -> Migrated:
        """Run the codemods, for ``agent``; code that they can't read stays as it is."""
        options = settings.codemods
        if options.agent is None:
            options = replace(options, agent=agent)
        try:
            found = half_merged.rewrite(text, options)
        except Refusal:
            return cls.plain(text)
        rules = tuple(sorted({c.rule for c in found.changes}))
        code = options.migration.equivalence().for_agent(found.text, text, agent)
        return cls._mapped(text, code, rules)

    @classmethod
    def plain(cls, text: str) -> Migrated:
        """Code as it is."""
        return cls._mapped(text, text, ())

    @classmethod
    def _mapped(cls, before: str, after: str, rules: tuple[str, ...]) -> Migrated:
        old, new = split_lines(before), split_lines(after)
        at: list[int | None] = [None] * len(new)
        starts, ends = [0] * (len(new) + 1), [len(old)] * (len(new) + 1)
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            for j in range(j1, j2):
                same = tag == "equal"
                at[j] = i1 + j - j1 if same else None
                starts[j] = i1 + j - j1 if same else i1
                ends[j + 1] = i1 + j - j1 + 1 if same else i2
        starts[len(new)], ends[0] = len(old), 0
        return cls(after, rules, tuple(at), tuple(starts), tuple(ends))

    @property
    def runs(self) -> list[Span]:
        """The stretches of lines that the codemods wrote."""
        found: list[Span] = []
        for line, at in enumerate(self.at):
            if at is not None:
                continue
            if found and found[-1][1] == line:
                found[-1] = found[-1][0], line + 1
            else:
                found.append((line, line + 1))
        return found

    def before(self, span: Span) -> Span:
        """The lines before the codemods that became the lines of ``span``."""
        if span[0] == span[1]:
            return self.starts[span[0]], self.starts[span[0]]
        return self.starts[span[0]], self.ends[span[1]]


@dataclass(frozen=True, slots=True)
class Module:
    """Where one module stands: lines of the newer and the older variant, and its base's text."""

    newer: Span
    older: Span
    base: str | None


def merge_module(sides: Sides, module: Module, settings: Settings) -> Parts | None:
    """Merge two versions of a module; ``None`` where nothing could be settled.

    With a base the sides are first merged as they stand, then after the codemods.
    """
    newer = "".join(sides.newer.lines[slice(*module.newer)])
    older = "".join(sides.older.lines[slice(*module.older)])
    known = settings.codemods.migration.equivalence()
    agent = known.agent_of(newer)
    tries = [Migrated.of(older, settings, agent)]
    if tries[0].rules:
        tries.append(Migrated.plain(older))
        if _spoken(newer) & _spoken(older) - _spoken(tries[0].text):
            tries.reverse()  # the newer side has something old itself: no fair comparison
    best: tuple[int, PythonMerge, Migrated] | None = None
    for code in tries:
        base = module.base
        if base is not None and code.rules:
            base = Migrated.of(base, settings, agent).text
        try:
            done = merge_python(
                newer,
                code.text,
                base,
                direction_known=sides.directed,
                exact=sides.exact,
                newer_wins=sides.chosen,
            )
        except Refusal:
            continue
        settled = _settled(done, newer, older, code, known)
        if settled is None:
            continue
        done = settled
        if best is None or len(done.undecided) < best[0]:
            best = len(done.undecided), done, code
    if best is None:
        return None
    return _parts(sides, module, best[1], best[2])


def _settled(
    done: PythonMerge, newer: str, older: str, code: Migrated, known: Equivalence
) -> PythonMerge | None:
    """The merge with what stays open fit to be shown as it was before the codemods.

    ``None`` where that can't be had: whichever side is chosen, what both say must be there.
    """
    done = _weighed(done, newer, code.text, known)
    if not done.undecided:
        return done
    pieces = widened(done.pieces, code.runs, split_lines(newer), split_lines(code.text))
    if pieces is None or serves_nothing(pieces, code.at):
        return None
    taken_lines = "".join(piece.text for piece in pieces if isinstance(piece, Taken))
    open_places = [piece for piece in pieces if isinstance(piece, Open)]
    texts = split_lines(newer), split_lines(older)
    for lines, spans in (
        (texts[0], [place.newer for place in open_places]),
        (texts[1], [code.before(place.older) for place in open_places]),
    ):
        whole = taken_lines + "".join("".join(lines[slice(*span)]) for span in spans)
        if _spoken(newer) & _spoken(older) - _spoken(whole):
            return None
    open_lines = [place.newer for place in open_places]
    choices = [c for c in done.choices if c.newer is None or not _within(c.newer, open_lines)]
    return PythonMerge(tuple(pieces), tuple(choices))


def _spoken(text: str) -> set[str]:
    """The lines of a text that have words in them."""
    return {line.strip() for line in split_lines(text) if any(map(str.isalnum, line))}


def _within(span: Span, spans: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _weighed(done: PythonMerge, newer: str, older: str, known: Equivalence) -> PythonMerge:
    """The merge without the open places that mean the same on both sides.

    A place means the same if the module with the older text there, and the newer everywhere
    else, is equal to the module with the newer text everywhere.
    """
    lines = split_lines(newer), split_lines(older)
    whole = _filled(done, lines, None)
    pieces: list[Piece] = []
    choices = list(done.choices)
    for piece in done.pieces:
        if isinstance(piece, Taken):
            pieces.append(piece)
            continue
        told = known.compare(whole, _filled(done, lines, piece))
        if not told.equal or told.lost:
            pieces.append(piece)
            continue
        pieces += taken(lines[0][slice(*piece.newer)], "newer", piece.newer[0])
        reason = f"{RUNGS[told.rung]} with either text"
        name = next((t.strip() for t in lines[0][slice(*piece.newer)] if t.strip()), "nothing")
        spans = piece.newer, piece.older
        choices.append(Choice("code", name[:60], "newer", reason, *spans, equal=True))
    return PythonMerge(tuple(pieces), tuple(choices))


def _filled(done: PythonMerge, lines: tuple[list[str], list[str]], older: Open | None) -> str:
    """The merged module with the newer text in all open places but one."""
    text = ""
    for piece in done.pieces:
        if isinstance(piece, Taken):
            text += piece.text
        elif piece is older:
            text += "".join(lines[1][slice(*piece.older)])
        else:
            text += "".join(lines[0][slice(*piece.newer)])
    return text


def _parts(sides: Sides, module: Module, done: PythonMerge, code: Migrated) -> Parts | None:
    """The pieces of a merge as edits of the newer variant and open places."""
    edits: list[LineEdit] = []
    undecided: list[Undecided] = []
    decisions = [_decision(sides, module, choice, code) for choice in done.choices]
    held: list[Line] = []
    at = module.newer[0]
    for piece in [*done.pieces, None]:
        if isinstance(piece, Taken):
            held.append(_line(sides, module, piece, code))
            continue
        start = module.newer[1] if piece is None else module.newer[0] + piece.newer[0]
        if start < at:
            return None
        edits.append(LineEdit(at, start, tuple(held)))
        held = []
        if piece is not None:
            at = module.newer[0] + piece.newer[1]
            place = _place(module, piece, code)
            undecided.append(place)
    whole = (module.newer, module.older)
    if len(undecided) == 1 and (undecided[0].newer, undecided[0].older) == whole:
        return None
    return Parts(tuple(edits), tuple(decisions), tuple(undecided))


def _line(sides: Sides, module: Module, piece: Taken, code: Migrated) -> Line:
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


def _place(module: Module, piece: Open, code: Migrated) -> Undecided:
    older = code.before(piece.older)
    return Undecided(
        _moved(piece.newer, module.newer[0]),
        _moved(older, module.older[0]),
        None,
        piece.reason,
        HELP,
    )


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _decision(sides: Sides, module: Module, choice: Choice, code: Migrated) -> Decision:
    assert sides.newer.side != "base"
    assert sides.older.side != "base"
    action: Action = "merged" if choice.action == "merged" else sides.newer.side
    if choice.action == "older":
        action = sides.older.side
    if choice.equal or (sides.base is None and choice.action == "newer"):
        rule, grade = "equal-code", Grade.EQUIVALENT
    elif sides.base is not None:
        rule, grade = "three-way", sides.base_grade
    else:
        rule, grade = "by-statement", Grade.POLICY
    newer = None if choice.newer is None else _moved(choice.newer, module.newer[0])
    older = None if choice.older is None else _moved(code.before(choice.older), module.older[0])
    texts = _text(sides.newer.lines, newer), _text(sides.older.lines, older)
    made = Decision(
        conflict_id(*texts), choice.kind, choice.subject, action, rule, grade, choice.reason
    )
    return sides.decision(made, newer, older)


def _text(lines: Sequence[str], span: Span | None) -> str:
    return "" if span is None else "".join(lines[span[0] : span[1]])
