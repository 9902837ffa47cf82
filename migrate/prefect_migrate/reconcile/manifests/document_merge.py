"""A pair of documents merged and read again; what would not be valid is left as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Node
from prefect_migrate.model import Decision, Grade, conflict_id
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.conflict_span import UndecidedLines
from prefect_migrate.reconcile.manifests.document_pair import DocumentPair, FieldPlace
from prefect_migrate.reconcile.manifests.entry_merge import merge_roots
from prefect_migrate.reconcile.manifests.entry_versions import Undecidable
from prefect_migrate.reconcile.manifests.identity import (
    DocumentVersions,
    FoundManifest,
    Reread,
    reads_back,
)
from prefect_migrate.reconcile.manifests.migrated_fields import migrated_fields
from prefect_migrate.reconcile.manifests.validity import new_problems
from prefect_migrate.reconcile.manifests.values import Value
from prefect_migrate.settings import Settings

ROUNDS = 6
"""How often fields that would not be valid together are put back; more than versions was never seen."""


@dataclass(frozen=True, slots=True)
class MergedDocument:
    """The value of a merged document, the decisions about it, and what stays in markers.

    ``immovable`` says that some of that stays because its lines can't be put into those of the
    newer side.
    """

    value: Value
    decisions: Sequence[Decision]
    undecided: Sequence[UndecidedLines]
    immovable: bool


def merge_documents(
    versions: DocumentVersions,
    name: str,
    settings: Settings,
    *,
    base_grade: Grade | None,
    directed: bool,
) -> MergedDocument:
    """Merge two documents; the edits are asked of the newer side's text.

    Raises ``Undecidable`` or ``CannotMove``, after which the edits made so far are void.
    """
    (new, old), base = versions.sides, versions.base
    before = len(new.text.edits)
    migrated = dict(migrated_fields(old, settings.codemods))
    if base is not None:
        migrated |= migrated_fields(base, settings.codemods)
    forced: dict[str, dict[str, str]] = {}
    for _ in range(ROUNDS):
        del new.text.edits[before:]
        pair = DocumentPair(
            name,
            new.text,
            old.text,
            base.text if base is not None else None,
            tuple(found.text.comments(found.document) for found in versions.known),
            settings,
            directed=directed,
            base_grade=base_grade,
            migrated_nodes=migrated,
            container_names=settings.codemods.migration.catalogue().container_names,
            forced=forced,
        )
        origin = base.document if base is not None else None
        value = merge_roots(pair, new.document, old.document, origin)
        read = reads_back(new, value, before)
        problems = new_problems(read.root, _roots(versions), _root_place(versions))
        if not problems:
            decisions = _with_comments(versions, pair, read)
            # What could not be moved and came over in another way is no reason to try again.
            immovable = pair.immovable and bool(pair.undecided)
            return MergedDocument(value, decisions, pair.undecided, immovable)
        known = {(path, key) for path, held in forced.items() for key in held}
        if all((p.path, key) in known for p in problems for key in p.keys):
            raise Undecidable("; ".join(p.reason for p in problems))
        for problem in problems:
            held = forced.setdefault(problem.path, {})
            held |= {key: problem.reason for key in problem.keys if key not in held}
    raise Undecidable("is not valid in any way that was tried")


def _roots(versions: DocumentVersions) -> list[Node]:
    return [found.document.root for found in versions.known]


def _root_place(versions: DocumentVersions) -> FieldPlace:
    roots = _roots(versions)
    kind = next((found for root in roots if (found := merge_keys.document_type(root))), "")
    return FieldPlace("", kind, kind)


def _with_comments(versions: DocumentVersions, pair: DocumentPair, read: Reread) -> list[Decision]:
    """The decisions, with one for each comment that is lost.

    Raises ``Undecidable`` where a comment would be lost that nobody deleted.
    """
    old = versions.sides[1]
    left = _left_lines(old, pair.undecided)
    kept = {*read.comments, *left}
    mine, yours, base = (_comments_of_document(found) for found in (*versions.sides, versions.base))
    if pair.three_way:
        for text in (*mine, *yours):
            unchanged = text in base and text in mine and text in yours
            if text not in kept and (unchanged or text not in base):
                raise Undecidable(f"the comment `{text}` has no clear position in the result")
        return pair.decisions
    lost = [text for text in yours if text not in kept]
    comments = [_lost_comment_decision(text, pair, old) for text in dict.fromkeys(lost)]
    return [*pair.decisions, *comments]


def _comments_of_document(found: FoundManifest | None) -> tuple[str, ...]:
    return found.value_and_comments[1] if found is not None else ()


def _left_lines(old: FoundManifest, undecided: Sequence[UndecidedLines]) -> set[str]:
    """The comments in what stays in markers."""
    text = old.text
    made: set[str] = set()
    for item in undecided:
        if item.older is not None:
            lines = text.lines[
                item.older[0] - text.stream.start : item.older[1] - text.stream.start
            ]
            for line in lines:
                at = line.find("#")
                while at >= 0:
                    made.add(line[at:].strip())
                    at = line.find("#", at + 1)
    return made


def _lost_comment_decision(text: str, pair: DocumentPair, old: FoundManifest) -> Decision:
    start, end = old.text.region(old.document)
    lines = old.text.lines
    at = next((i for i in range(start, end) if lines[i].rstrip().endswith(text)), start)
    place = old.text.file_line(at), old.text.file_line(at)
    asked = pair.settings.one_sided == "drop-older"
    side = pair.older_side
    why = "as asked for" if asked else f"{pair.newer_side} is the newer side"
    rule = DecisionRule.ONE_SIDED if asked else DecisionRule.NEWER_WINS
    return Decision(
        conflict_id(f"{pair.name} comment", text),
        "manifest",
        f"{pair.name} comment",
        pair.newer_side,
        rule.value,
        rule.grade(pair.base_grade),
        f"{pair.only_older} the comment `{text}`: dropped, {why}",
        ours=place if side == "ours" else None,
        theirs=place if side == "theirs" else None,
        dropped=(f"`{text}`",),
    )
