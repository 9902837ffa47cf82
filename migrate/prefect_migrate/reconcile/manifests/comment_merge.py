"""The comments of a pair of documents, each merged with the entry that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.documents.yaml_comments import DocumentComments, block_entries
from prefect_migrate.reconcile.decision_rules import DecisionRule, three_way
from prefect_migrate.reconcile.manifests.document_pair import (
    BASE,
    NEWER,
    OLDER,
    DocumentPair,
    FieldPlace,
)
from prefect_migrate.reconcile.manifests.entry_versions import (
    CommentsDiffer,
    EntryVersions,
    equal_values,
)
from prefect_migrate.reconcile.manifests.field_edits import Flows
from prefect_migrate.reconcile.manifests.text import CannotMove
from prefect_migrate.reconcile.manifests.values import node_meaning

Versioned = tuple[int, Entry]
"""An entry, and the version that it is of: ``NEWER``, ``OLDER`` or ``BASE``."""


def same_entry(
    pair: DocumentPair, one: Versioned, other: Versioned, *, around: bool = False
) -> bool:
    """Whether two entries say the same, comments included; ``around``: also those around."""
    said = DocumentComments.all if around else DocumentComments.inside
    first, second = (said(pair.comments[version], entry) for version, entry in (one, other))
    return equal_values(one[1], other[1]) and first == second


def merge_lead_comments(pair: DocumentPair) -> None:
    """Merge the comments at the top of the document."""
    texts = [comments.texts(comments.lead) for comments in pair.comments]
    base = texts[BASE] if len(texts) > BASE else ()
    at, side = FieldPlace("", "", ""), pair.older_side
    if not _older_comment_counts(pair, texts[NEWER], texts[OLDER], base, at):
        return
    pair.edits.take_lead()
    if pair.three_way:
        reason = f"only {side} changed the comment at the top"
        pair.decide(at, side, DecisionRule.THREE_WAY, reason, None, None)
    else:
        reason = f"{pair.only_older} a comment at the top: kept"
        pair.decide(at, "both", DecisionRule.ONE_SIDED, reason, None, None)


def merge_comments_around(pair: DocumentPair, found: EntryVersions, at: FieldPlace) -> None:
    """Merge the comments above and below an entry that both sides have."""
    new, old = found.sides
    if not pair.three_way and not equal_values(new, old) and not block_entries(new.node):
        return  # they may be about a value that the newer side doesn't have
    for where, take in (("head", pair.edits.take_head), ("foot", pair.edits.take_foot)):
        mine, yours, base = _read_versions(pair, found, partial(_comments_at, where))
        if _older_comment_counts(pair, mine, yours, base, at):
            take(new, old)
            _decide_comment(pair, at, found, yours)


def _read_versions(
    pair: DocumentPair,
    found: EntryVersions,
    read: Callable[[DocumentComments, Entry], tuple[str, ...]],
) -> list[tuple[str, ...]]:
    """What the newer side, the older side and the base have of some comments of an entry."""
    entries = (found.new, found.old, found.base)
    return [
        read(pair.comments[version], entry) if entry is not None else ()
        for version, entry in enumerate(entries)
    ]


def _comments_at(where: str, comments: DocumentComments, entry: Entry) -> tuple[str, ...]:
    return comments.texts(getattr(comments.of(entry), where))


def _mark_comment(comments: DocumentComments, entry: Entry) -> tuple[str, ...]:
    mark = comments.mark(entry)
    return (mark,) if mark else ()


def merge_mark_comment(pair: DocumentPair, found: EntryVersions, at: FieldPlace) -> None:
    """Merge the comment in the line of a key or value that both sides have."""
    mine, yours, base = _read_versions(pair, found, _mark_comment)
    if _older_comment_counts(pair, mine, yours, base, at):
        pair.edits.set_mark(found.sides[0], "".join(yours))
        _decide_comment(pair, at, found, yours)


def merge_comments_inside(
    pair: DocumentPair, found: EntryVersions, at: FieldPlace, *, flows: Flows
) -> None:
    """Merge the comments inside two entries that say the same but for them."""
    new, old = found.sides
    mine, yours, base = _read_versions(pair, found, DocumentComments.inside)
    if pair.three_way and found.base is not None and yours == base:
        return
    if block_entries(new.node) and block_entries(old.node):
        merge_mark_comment(pair, found, at)
        _merge_below(pair, found, at)
    elif not any(_has_block_comments(pair, one) for one in ((NEWER, new), (OLDER, old))):
        if any(flows):
            raise CannotMove(f"{at.shown}: its comment shares its line with others")
        merge_mark_comment(pair, found, at)
    elif _older_comment_counts(pair, mine, yours, base, at):
        pair.edits.take_body(new, old, flows=flows)
        _decide_comment(pair, at, found, yours)


def _merge_below(pair: DocumentPair, found: EntryVersions, at: FieldPlace) -> None:
    new, old = found.sides
    base = _matched_entries(new.node, found.base.node if found.base is not None else None)
    for one, two, known in zip(
        new.node.entries, _matched_entries(new.node, old.node), base, strict=True
    ):
        part = at.down(one.key) if one.key else at
        inner = EntryVersions(one, two, known)
        if not same_entry(pair, (NEWER, one), (OLDER, two or one)):
            merge_comments_inside(pair, inner, part, flows=Flows(False, False))
        merge_comments_around(pair, inner, part)


def _has_block_comments(pair: DocumentPair, one: Versioned) -> bool:
    """Whether an entry has entries in lines of their own, or comments between its brackets."""
    version, entry = one
    return bool(block_entries(entry.node) or pair.comments[version].of(entry).inner)


def _matched_entries(node: Node, other: Node | None) -> list[Entry | None]:
    """For each entry of a value, that of another value: by key, in equal lists by place."""
    if other is None or other.kind != node.kind:
        return [None] * len(node.entries)
    if node.kind == "map":
        return [other.get(entry.key) for entry in node.entries]
    if node_meaning(node) == node_meaning(other):
        return list(other.entries)
    return [None] * len(node.entries)


def _older_comment_counts(
    pair: DocumentPair,
    mine: tuple[str, ...],
    yours: tuple[str, ...],
    base: tuple[str, ...],
    at: FieldPlace,
) -> bool:
    """Whether a comment of the older side takes the place of the newer side's."""
    if mine == yours:
        return False
    if pair.three_way:
        taken = three_way(mine, yours, base)
        if taken is None:
            raise CommentsDiffer(f"{at.shown}: both sides changed its comment")
        return taken == "older"
    if mine or pair.settings.one_sided == "drop-older":
        return False
    newer = pair.comments[NEWER]
    return not set(yours) <= set(newer.texts(newer.region))


def _decide_comment(
    pair: DocumentPair, at: FieldPlace, found: EntryVersions, said: Sequence[str]
) -> None:
    side = pair.older_side
    if pair.three_way:
        reason = f"only {side} changed its comment"
        pair.decide(at, side, DecisionRule.THREE_WAY, reason, *found.sides)
    else:
        reason = f"{pair.only_older} the comment `{said[0]}`: kept"
        pair.decide(at, "both", DecisionRule.ONE_SIDED, reason, *found.sides)
