"""A pair of documents that are being merged: what is known of them, and what was decided so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.documents.yaml_comments import DocumentComments
from prefect_migrate.model import Decision, Grade, conflict_id
from prefect_migrate.printing import quoted_line
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.left_open import DECIDED
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.conflict_span import Holder, UndecidedLines
from prefect_migrate.reconcile.manifests.entry_versions import EntryVersions, Holders, Undecidable
from prefect_migrate.reconcile.manifests.field_edits import FieldEdits
from prefect_migrate.reconcile.manifests.items import container_words, identify_items
from prefect_migrate.reconcile.manifests.merge_keys import ListRule
from prefect_migrate.reconcile.manifests.text import StreamText
from prefect_migrate.reconcile.manifests.values import Value
from prefect_migrate.settings import Settings

Action = Literal["ours", "theirs", "both", "merged", "none"]


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where in a manifest: for readers, for the user's merge keys, and its type."""

    shown: str
    dotted: str
    type: str

    def down(self, key: str) -> FieldPlace:
        """The field ``key`` below."""
        return FieldPlace(
            f"{self.shown}.{key}", f"{self.dotted}.{key}", merge_keys.field_type(self.type, key)
        )

    def item(self, name: str) -> FieldPlace:
        """The item ``name`` of the list here; its type is the list's."""
        return FieldPlace(f"{self.shown}[{name}]", self.dotted, self.type)


def titled_reason(name: str, reason: str) -> str:
    """A reason that begins with the path of a field, with the name of its manifest before it."""
    return f"{name}{reason}" if reason.startswith(":") else f"{name} {reason}".strip()


def only_older(side: str, directed: bool) -> str:
    """How to begin what is said of something that the older side alone has."""
    return f"only {side}, the older side, has" if directed else f"only {side} has"


NEWER, OLDER, BASE = 0, 1, 2
"""The versions of a document, by their places in ``DocumentPair.comments``."""


@dataclass(slots=True)
class DocumentPair:
    """Two documents and perhaps their base; the newer one's text takes the edits.

    ``base_grade`` is how sure the base is, ``None`` without one; ``directed`` says that the newer
    side is known to be newer. ``migrated_nodes`` maps nodes (by ``id``) to what the codemods make
    of them, ``container_names`` old names of containers to those of today. ``forced`` are fields,
    by the path of their mapping, that have to stay as they are on each side, and why.
    ``programs`` are the words of the container around. ``immovable`` says that something couldn't
    be put into the newer side's lines.
    """

    name: str
    newer: StreamText
    older: StreamText
    base: StreamText | None
    comments: tuple[DocumentComments, ...]
    settings: Settings
    directed: bool = True
    base_grade: Grade | None = None
    migrated_nodes: Mapping[int, Node | None] = field(default_factory=dict)
    container_names: Mapping[str, str] = field(default_factory=dict)
    forced: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    undecided: list[UndecidedLines] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    immovable: bool = False

    @property
    def three_way(self) -> bool:
        """Whether the base's value (``None``: it had none) tells who changed what."""
        return self.base_grade is not None

    @property
    def edits(self) -> FieldEdits:
        """What may be done to the newer side's lines."""
        return FieldEdits(self.newer, self.older, self.comments[NEWER], self.comments[OLDER])

    def holder(self, version: int, node: Node, names: Sequence[str]) -> Holder:
        """A mapping or list of the newer side, the older side or the base."""
        text = (self.newer, self.older, self.base)[version]
        assert text is not None
        return Holder(text, self.comments[version], node, tuple(names))

    def migrated(self, node: Node) -> Node:
        """A node of the older side or the base as the codemods would write it."""
        return self.migrated_nodes.get(id(node)) or node

    def setting_note(self, name: str, programs: Sequence[str]) -> str:
        """What is known of a variable of a container that runs ``programs``, in parentheses."""
        known = self.settings.codemods.migration.catalogue().setting_note(name, programs)
        return f" ({known})" if known else ""

    @property
    def only_older(self) -> str:
        """How to begin what is said of something that the older side alone has."""
        return only_older(self.older_side, self.directed)

    @property
    def newer_side(self) -> Literal["ours", "theirs"]:
        """The name of the newer side."""
        return "theirs" if self.newer.variant.side == "theirs" else "ours"

    @property
    def older_side(self) -> Literal["ours", "theirs"]:
        """The name of the older side."""
        return "theirs" if self.older.variant.side == "theirs" else "ours"

    def decide_each(
        self,
        at: FieldPlace,
        action: Action,
        rule: DecisionRule,
        reason: str,
        entry: Entry,
        old: Node,
    ) -> None:
        """One decision for each item of a one-sided list of variables, else one for the field."""
        by_name = ListRule(keys=("name",))
        found = identify_items(by_name, [entry.node]) if entry.key == "env" else None
        names = found[0] if found else {}
        if not names:
            self.decide(at, action, rule, reason, None, entry)
            return
        for name, item in names.items():
            note = reason + self.setting_note(name, self.programs or container_words(old))
            whole = entry if len(names) == 1 else item
            self.decide(at.item(name), action, rule, note, None, whole)

    def decide(
        self,
        at: FieldPlace,
        action: Action,
        rule: DecisionRule,
        reason: str,
        entry: Entry | None,
        other: Entry | None,
    ) -> None:
        """Note a decision on an entry of each side, ``None`` where a side has none."""
        self.decide_all(
            at,
            action,
            rule,
            reason,
            [entry] if entry is not None else [],
            [other] if other is not None else [],
        )

    def decide_all(
        self,
        at: FieldPlace,
        action: Action,
        rule: DecisionRule,
        reason: str,
        entries: Sequence[Entry],
        others: Sequence[Entry],
        dropped: Sequence[str] = (),
    ) -> None:
        """Note a decision on some entries of each side; ``dropped`` is what is in none of them.

        Raises ``Undecidable`` where a person takes this decision.
        """
        held = ((self.newer, entries), (self.older, others))
        texts = ["".join(text.text(e.start, e.end) for e in found) for text, found in held]
        spans = {
            text.variant.side: lines_of(
                text, min(e.start for e in found), max(e.end for e in found)
            )
            for text, found in held
            if found
        }
        subject = f"{self.name} {at.shown}" if at.shown else self.name
        id = conflict_id(f"{subject}\n{texts[0]}", f"{subject}\n{texts[1]}")
        grade = rule.grade(self.base_grade)
        if grade is Grade.POLICY and id in self.settings.left_open:
            raise Undecidable(f"{at.shown}: {DECIDED}")
        self.decisions.append(
            Decision(
                id,
                "manifest",
                subject,
                action,
                rule.value,
                grade,
                reason,
                ours=spans.get("ours"),
                theirs=spans.get("theirs"),
                dropped=tuple(dropped) or self._dropped(rule, action, texts),
            )
        )

    def _dropped(self, rule: DecisionRule, action: Action, texts: Sequence[str]) -> tuple[str, ...]:
        """What only the older side has, where it doesn't stay."""
        alone = rule is DecisionRule.ONE_SIDED and action == self.newer_side and not texts[0]
        return (quoted_line(texts[1]),) if alone and texts[1].strip() else ()


def lines_of(text: StreamText, start: int, end: int) -> tuple[int, int]:
    """1-based inclusive lines of the conflicted file for lines of a stream."""
    first, last = text.span(start, max(end, start + 1))
    return text.variant.origin[first] + 1, text.variant.origin[last - 1] + 1


MergeEntry = Callable[[DocumentPair, EntryVersions, Holders, FieldPlace, FieldPlace], Value]
"""Merges what both sides have: an entry, what it stands in, its place, and the place around it."""
