"""What the merge of one file gives, and the two sides that it starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from prefect_migrate.conflicts import Common, Conflict, Conflicted
from prefect_migrate.model import (
    Decision,
    Diagnostic,
    Direction,
    Grade,
    Line,
    Origin,
    Remaining,
    Variant,
)
from prefect_migrate.reconcile.edits import LineEdit

Span = tuple[int, int]
"""Lines ``[start, end)`` of a variant, 0-based."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged file: every line with its origin, what was decided, and what is left.

    ``widened`` says that what is left holds lines that belong together, be they outside of the
    file's own markers or not.
    """

    lines: tuple[Line, ...]
    decisions: tuple[Decision, ...]
    remaining: tuple[Remaining, ...]
    direction: Direction
    diagnostics: tuple[Diagnostic, ...] = ()
    widened: bool = False

    @property
    def text(self) -> str:
        """The merged file as one text."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Undecided:
    """Whole blocks that stay in markers: what of each side, and why.

    ``newer`` is empty (start == end) where only the older side has something there. ``exact``
    says that the spans are a conflict of the file as it stands, and stay what they are; ``whole``
    that their lines belong together, so that the file's own markers won't do if they hold fewer.
    """

    newer: Span
    older: Span
    base: Span | None
    reason: str
    help: str
    exact: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """What was decided about a file: edits of the newer variant, and what stays in markers.

    ``linked`` says that places which stay need each other, be they conflicts of the file or not.
    """

    edits: tuple[LineEdit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    linked: bool = False


class ConflictPlace(NamedTuple):
    """A conflict of the file, and its lines in the variants; ``base`` where the markers hold one."""

    conflict: Conflict
    newer: Span
    older: Span
    base: Span | None


@dataclass(frozen=True)
class Sides:
    """The two whole variants by age, and the base where it is known.

    ``directed`` says that the newer side is known to be the newer one, or was chosen by the user
    (``chosen``); otherwise the names mean nothing. ``exact`` says that the sides are whole files
    as somebody committed them, not what the markers leave of them.
    """

    conflicted: Conflicted
    newer: Variant
    older: Variant
    base: Variant | None = None
    directed: bool = True
    chosen: bool = False
    base_grade: Grade = Grade.PROVEN
    exact: bool = False

    @cached_property
    def common(self) -> frozenset[int]:
        """The 0-based lines of the file that both sides share."""
        return frozenset(self.newer.origin) & frozenset(self.older.origin)

    @cached_property
    def places(self) -> tuple[ConflictPlace, ...]:
        """Where the conflicts of the file stand in its variants, in order."""
        made: list[ConflictPlace] = []
        at = {"newer": 0, "older": 0, "base": 0}
        for segment in self.conflicted.segments:
            if isinstance(segment, Common):
                at = {name: line + len(segment.lines) for name, line in at.items()}
                continue
            parts = {"newer": self.newer.side, "older": self.older.side, "base": "base"}
            ends = {name: at[name] + len(segment.part(side)[0]) for name, side in parts.items()}
            spans = {name: (at[name], ends[name]) for name in at}
            base = spans["base"] if self.conflicted.variants["base"] else None
            made.append(ConflictPlace(segment, spans["newer"], spans["older"], base))
            at = ends
        return tuple(made)

    @cached_property
    def base_limits(self) -> dict[str, tuple[list[int], list[int]]]:
        """For each line of a side, and the end, where the base's part begins and ends around it.

        It lies between the nearest lines with words, above and below, that all versions have.
        """
        if self.base is None:
            return {}
        base = self.base
        place = {
            at: index
            for index, at in enumerate(base.origin)
            if at in self.common and base.lines[index].strip()
        }
        found: dict[str, tuple[list[int], list[int]]] = {}
        for variant in (self.newer, self.older):
            known = [place.get(at) for at in variant.origin]
            above, below = [0], [len(base.lines)]
            for own in known:
                above.append(above[-1] if own is None else own + 1)
            for own in reversed(known):
                below.append(below[-1] if own is None else own)
            found[variant.side] = above, below[::-1]
        return found

    def lines(self, variant: Variant) -> tuple[Line, ...]:
        """The lines of a side, each with its origin in the conflicted file."""
        return self._lines[variant.side]

    @cached_property
    def _lines(self) -> dict[str, tuple[Line, ...]]:
        common = self.common
        return {
            variant.side: tuple(
                Line(text, Origin("common" if at in common else variant.side, at))
                for text, at in zip(variant.lines, variant.origin, strict=True)
            )
            for variant in (self.newer, self.older, self.base)
            if variant is not None
        }

    def decision(
        self, of: Decision, newer: Span | None = None, older: Span | None = None
    ) -> Decision:
        """``of`` with the places of both sides in the conflicted file filled in."""
        places = {
            self.newer.side: _file_lines(self.newer, newer),
            self.older.side: _file_lines(self.older, older),
        }
        return replace(of, ours=places["ours"], theirs=places["theirs"])

    def rule(self, rule: str, grade: Grade) -> tuple[str, Grade]:
        """The rule and grade of a choice for the newer side: the user's word goes first."""
        return ("user", Grade.POLICY) if self.chosen else (rule, grade)


def _file_lines(variant: Variant, span: Span | None) -> Span | None:
    """A span of a variant as 1-based inclusive lines of the conflicted file."""
    if span is None or span[0] >= span[1]:
        return None
    return variant.origin[span[0]] + 1, variant.origin[span[1] - 1] + 1


def text_of(variant: Variant, span: Span) -> str:
    """The lines of a span as one text."""
    return "".join(variant.lines[span[0] : span[1]])


def touches_any(span: Span, spans: Sequence[Span]) -> bool:
    """Whether ``span`` touches one of ``spans``; an empty span touches what it lies within."""
    start, end = span
    return any(start < b and a < max(end, start + 1) for a, b in spans)


class Unsafe(Exception):
    """A promise of the merge that would not hold; ``message`` says which."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def broken_invariant(message: str) -> Unsafe:
    """A promise of the merge that doesn't hold."""
    return Unsafe(f"merging would not be safe: {message}")


def with_side_names(sides: Sides, parts: Parts) -> Parts:
    """``parts`` with ``ours`` and ``theirs`` for the newer and the older side, if a base is known.

    In a three-way merge nothing depends on which side is newer.
    """
    if sides.base is None:
        return parts

    def named(sentence: str) -> str:
        for phrase, side in (("newer side", sides.newer.side), ("older side", sides.older.side)):
            sentence = sentence.replace(f"the {phrase}", side)
        return sentence

    return replace(
        parts,
        decisions=tuple(
            replace(made, reason=named(made.reason), evidence=tuple(map(named, made.evidence)))
            for made in parts.decisions
        ),
        undecided=tuple(replace(item, reason=named(item.reason)) for item in parts.undecided),
    )
