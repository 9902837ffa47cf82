"""What the sides are called: by their age only where no base tells who changed what."""

from __future__ import annotations

from dataclasses import replace

from prefect_migrate.reconcile.result import Parts, Sides


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
