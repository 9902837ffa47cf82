"""A YAML file: its documents merged, in the order of the newer side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from prefect_migrate.documents.yaml_templates import control_words
from prefect_migrate.model import Grade, Variant
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.edits import LineEdit, Stream
from prefect_migrate.reconcile.manifests.manifest_merge import ManifestMerge, reconcile_manifests
from prefect_migrate.reconcile.manifests.text import StreamText
from prefect_migrate.reconcile.manifests.yaml_facts import yaml_facts
from prefect_migrate.reconcile.page import equivalence
from prefect_migrate.reconcile.result import Parts, Sides, Undecided
from prefect_migrate.reconcile.statement_lines import LineFormat, LineMerger
from prefect_migrate.reconcile.unstructured import merge_text
from prefect_migrate.settings import Settings


def why_unreadable(sides: Sides) -> str:
    """Why a file can't be merged as YAML, ``""`` where it can; templates are read around."""
    for variant in (sides.newer, sides.older):
        text = StreamText.read(variant, Stream(0, len(variant.lines)))
        if text.problem:
            line = text.file_line(text.problem_line)
            return (
                f"{variant.side} can't be read as YAML ({text.problem}, line {line}), so the "
                "conflict is not merged by meaning"
            )
    return ""


def merge_file(sides: Sides, settings: Settings) -> Parts:
    """Merge the documents of a YAML file; by line, where a document can't be kept in its place."""
    done = reconcile_manifests(
        sides.newer,
        (Stream(0, len(sides.newer.lines)),),
        sides.older,
        (Stream(0, len(sides.older.lines)),),
        settings,
        base=sides.base,
        base_regions=(Stream(0, len(sides.base.lines)),) if sides.base else (),
        base_grade=sides.base_grade,
        directed=sides.directed,
    )
    if not sides.directed and sides.base is None and not _either_way(done, settings):
        return merge_text(sides, "which side is the newer one is not known")
    if any(u.newer is None or u.older is None for u in done.undecided):
        reasons = "; ".join(dict.fromkeys(u.reason for u in done.undecided))
        return merge_text(sides, reasons, lines=_template_lines(sides))
    undecided = tuple(
        Undecided(u.newer, u.older, u.base, u.reason, u.help or equivalence.HELP, whole=u.whole)
        for u in done.undecided
        if u.newer is not None and u.older is not None
    )
    return Parts(tuple(_keep_last_line_end(done.edits, sides)), tuple(done.decisions), undecided)


def _template_lines(sides: Sides) -> LineMerger | None:
    """What merges a template by line; ``None`` where a side steers it in other places.

    What ``if`` and ``range`` enclose stays so where only their conditions change.
    """
    if sides.base is None:
        return None
    versions = (sides.newer, sides.older, sides.base)
    words = [control_words(variant.lines) for variant in versions]
    if words[0] is None or any(found != words[0] for found in words):
        return None
    return LineMerger(sides, LineFormat(yaml_facts))


def _keep_last_line_end(edits: Sequence[LineEdit], sides: Sides) -> Iterator[LineEdit]:
    """The edits; the last line ends as the newer side's does, or as the older side changed it."""
    base, (newer, older) = sides.base, (sides.newer, sides.older)
    changed = base is not None and _is_ended(older) != _is_ended(base)
    ended = _is_ended(older if changed else newer)
    # Of insertions in one place the one given last stands last.
    last = max(reversed(edits), key=lambda edit: (edit.end, edit.start), default=None)
    for edit in edits:
        if edit is last and edit.lines and edit.end == len(newer.lines) and not ended:
            line = edit.lines[-1]
            text = line.text.removesuffix("\n").removesuffix("\r")
            edit = replace(edit, lines=(*edit.lines[:-1], replace(line, text=text)))
        yield edit


def _is_ended(variant: Variant) -> bool:
    return not variant.lines or variant.lines[-1].endswith("\n")


def _either_way(done: ManifestMerge, settings: Settings) -> bool:
    """Whether the merge would be the same, whichever side is the newer one.

    It is where one side holds all that the other says: what it alone has is kept.
    """
    policies = [d for d in done.decisions if d.grade in (Grade.POLICY, Grade.NEEDS_REVIEW)]
    if not policies or settings.one_sided == "drop-older":
        return not policies and not done.edits
    kept = all(made.rule == DecisionRule.ONE_SIDED.value and not made.dropped for made in policies)
    of_older = {made.action == "both" for made in policies}
    return kept and len(of_older) == 1 and not done.undecided and of_older != {not done.edits}
