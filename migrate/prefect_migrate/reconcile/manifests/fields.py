"""One manifest of each side, and perhaps of the base, merged field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from prefect_migrate.documents.manifest import Document, Entry, Node
from prefect_migrate.documents.yaml_comments import DocumentComments, block_entries
from prefect_migrate.reconcile.decision_rules import DecisionRule, three_way
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.left_open import DECIDED
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.block_text import merged_text
from prefect_migrate.reconcile.manifests.conflict_span import Holder, Undecided, entries_left_open
from prefect_migrate.reconcile.manifests.decision_log import (
    Action,
    DecisionLog,
    Place,
    titled_reason,
)
from prefect_migrate.reconcile.manifests.field_edits import FieldEdits, Flows
from prefect_migrate.reconcile.manifests.field_groups import Unit, decision_units, same_member
from prefect_migrate.reconcile.manifests.item_order import insertion_index as place_of
from prefect_migrate.reconcile.manifests.item_order import put_instead
from prefect_migrate.reconcile.manifests.items import container_words, flags_apart
from prefect_migrate.reconcile.manifests.merge_keys import ListRule
from prefect_migrate.reconcile.manifests.renamed import by_base_name, renamed_fields
from prefect_migrate.reconcile.manifests.text import CannotMove, StreamText
from prefect_migrate.reconcile.manifests.values import (
    Value,
    meaning,
    no_fact,
    shown,
    shown_difference,
    shown_missing,
)
from prefect_migrate.reconcile.manifests.variable_forms import merge_forms

Fields = Mapping[str, Entry]
"""The entries of a mapping by their keys."""

State = dict[str, tuple[Value, tuple[str, ...]]]
"""What a side says in the fields of a group: the values, and the comments in them."""


class Undecidable(Exception):
    """The two sides say different things and nothing says which one counts.

    ``along`` are the entries beside it that have to stay in markers with it; ``whole`` says that
    its lines belong together, so that none of them may stand outside of the markers.
    """

    def __init__(self, message: str, along: Sequence[str] = (), *, whole: bool = False) -> None:
        super().__init__(message)
        self.along = tuple(along)
        self.whole = whole


class CommentsDiffer(Undecidable):
    """Both sides changed a comment; whose it is can be seen from what is around it only."""


@dataclass(frozen=True, slots=True)
class Trio:
    """A field or item as the newer side, the older side and the base have it."""

    new: Entry | None
    old: Entry | None
    base: Entry | None


@dataclass(frozen=True, slots=True)
class Holders:
    """The mappings or lists that fields or items stand in, on each side."""

    new: Holder
    old: Holder
    base: Holder | None


@dataclass(slots=True, eq=False)
class Outcome:
    """What was made of a unit of a mapping, or of an item of a list; ``failed`` says why nothing."""

    names: tuple[str, ...]
    values: dict[str, Value]
    edits: list[LineEdit] = field(default_factory=list)
    decisions: list[object] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    failed: str = ""
    whole: bool = False
    comments: bool = False
    along: tuple[str, ...] = ()


@dataclass(slots=True)
class FieldMerge(DecisionLog):
    """Merges ``older`` into ``newer``; edits go to the newer stream, decisions are gathered.

    With ``three_way`` the base's value (``None``: it had none) tells who changed what. ``forced``
    are fields, by the path of their mapping, that have to stay as they are on each side, and why.
    """

    three_way: bool = False
    base: StreamText | None = None
    undecided: list[Undecided] = field(default_factory=list)
    today: dict[int, Node | None] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)
    forced: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _comments: list[DocumentComments] = field(default_factory=list)

    def merge(self, new: Document, old: Document, base: Document | None) -> Value:
        """The decided value.

        Raises ``Undecidable`` or ``CannotMove``, after which the edits made so far are void.
        """
        self._comments = [self.newer.comments(new), self.older.comments(old)]
        if self.base is not None and base is not None:
            self._comments.append(self.base.comments(base))
        kind = merge_keys.document_type(new.root) or merge_keys.document_type(old.root)
        place = Place("", new.kind or "Document", kind)
        merges = new.merges or old.merges or (base is not None and base.merges)
        if merges and meaning(new.root) != meaning(old.root):
            raise Undecidable("takes keys from elsewhere (`<<`) and differs between the sides")
        self._lead()
        if new.root.kind == old.root.kind == "map":
            origin = base.root if base is not None else None
            return self._map(new.root, old.root, origin, place)
        trio = Trio(*(_root(d.root) if d is not None else None for d in (new, old, base)))
        owner = Place("", "Document", "Document")
        return self._body(trio, place, owner, flows=Flows(new.root.flow, old.root.flow))

    def check_policy(self, id: str, at: Place) -> None:
        """Raise ``Undecidable`` where a person takes this decision."""
        if id in self.settings.left_open:
            raise Undecidable(f"{at.shown}: {DECIDED}")

    @property
    def edits(self) -> FieldEdits:
        """What may be done to the newer side's lines."""
        return FieldEdits(self.newer, self.older, self._comments[0], self._comments[1])

    # --- mappings -------------------------------------------------------------------------------

    def _map(self, new: Node, old: Node, base: Node | None, place: Place) -> Value:
        outer = self.programs
        self.programs = container_words(new) or outer
        base = base if base is not None and base.kind == "map" else None
        sides = [_by_key(node) for node in (new, old, base)]
        names = self._base_names(sides[0], sides[1], sides[2])
        sides = [by_base_name(side, known) for side, known in zip(sides, (*names, {}), strict=True)]
        holders = Holders(
            *(
                self.holder(i, node, list(side))
                for i, (node, side) in enumerate(zip((new, old, base), sides, strict=True))
            )
        )
        outcomes = []
        renamed = self._renamed(sides[0], sides[1], sides[2], place)
        for unit in decision_units(place.type, (new, old, base)):
            trios = {key: Trio(*(side.get(key) for side in sides)) for key in unit.keys}
            if any(key in known for key in unit.keys for known in names):
                continue  # it goes by the name that it has in the base
            if any(trio.new or trio.old for trio in trios.values()):
                work = partial(self._unit, unit, trios, holders, place, renamed)
                outcomes.append(self.attempt(unit.keys, work, whole=unit.group is not None))
        merged = self.settle(outcomes, holders)
        self.programs = outer
        return self._by_new_names(merged, holders, names, sides, place)

    def _base_names(
        self, new: Fields, old: Fields, base: Fields
    ) -> tuple[dict[str, str], dict[str, str]]:
        """The fields that one side alone gave a new name, by that of the base: newer and older."""
        if not self.three_way:
            return {}, {}
        found = renamed_fields(new, old, base), renamed_fields(old, new, base)
        twice = set(found[0].values()) & set(found[1].values())
        mine, yours = (
            {now: known for now, known in names.items() if known not in twice} for names in found
        )
        return mine, yours

    def _by_new_names(
        self,
        merged: dict[str, Value],
        holders: Holders,
        names: tuple[dict[str, str], dict[str, str]],
        sides: Sequence[Fields],
        place: Place,
    ) -> dict[str, Value]:
        """The values by the names that the fields have in the result.

        Where the older side gave a field its new name, the newer side's line gets it.
        """
        for now, known in names[0].items():
            if known in merged:
                merged[now] = merged.pop(known)
        for now, known in names[1].items():
            if known in merged and not self._is_open(holders, known):
                entry, other = sides[0][known], sides[1][known]
                self.edits.take_key(entry, other)
                reason = f"only {self.older_side} gave `{known}` a new name"
                at, side = place.down(now), self.older_side
                self.decide(at, side, DecisionRule.THREE_WAY, reason, entry, other)
                merged[now] = merged.pop(known)
        return merged

    def _is_open(self, holders: Holders, name: str) -> bool:
        """Whether the lines of a field of the newer side stay in markers."""
        own = holders.new.hull([name])
        if own is None:
            return False
        start, end = holders.new.text.span(*own)
        return any(
            left.newer is not None and left.newer[0] <= start and end <= left.newer[1]
            for left in self.undecided
        )

    def _renamed(self, new: Fields, old: Fields, base: Fields, place: Place) -> dict[str, str]:
        """Fields that both sides gave a new name, each another, and why they stay as they are."""
        if not self.three_way:
            return {}
        found: dict[str, str] = {}
        for key, entry in base.items():
            if key in new or key in old:
                continue
            its = [k for k, e in new.items() if k not in base and k not in old and _equal(e, entry)]
            others = [
                k for k, e in old.items() if k not in base and k not in new and _equal(e, entry)
            ]
            if its and others:
                reason = f"{place.shown}: both sides gave `{key}` a new name"
                found |= dict.fromkeys((*its, *others), reason)
        return found

    def holder(self, side: int, node: Node | None, names: Sequence[str]) -> Holder:
        """A mapping or list of the newer side (0), the older (1) or the base (2)."""
        text = (self.newer, self.older, self.base)[side] or self.newer
        comments = self._comments[side] if side < len(self._comments) else self._comments[0]
        return Holder(text, comments, node or Node("map", 0, 0, 0), tuple(names))

    def attempt(
        self, names: tuple[str, ...], work: partial[dict[str, Value]], *, whole: bool = False
    ) -> Outcome:
        """Do what is to be done to some entries; all of it or, where it can't be, nothing."""
        edits, counts = list(self.newer.edits), (len(self.decisions), len(self.undecided))
        programs = self.programs
        made = Outcome(names, {}, whole=whole)
        try:
            made.values = work()
        except (Undecidable, CannotMove) as error:
            self.newer.edits[:] = edits
            del self.decisions[counts[0] :], self.undecided[counts[1] :]
            self.programs = programs
            made.failed, made.comments = str(error), isinstance(error, CommentsDiffer)
            if isinstance(error, Undecidable):
                made.along, made.whole = error.along, whole or error.whole
            return made
        made.edits = _fresh(self.newer.edits, edits)
        made.decisions = self.decisions[counts[0] :]  # type: ignore[assignment]
        made.undecided = self.undecided[counts[1] :]
        del self.decisions[counts[0] :], self.undecided[counts[1] :]
        return made

    def settle(self, outcomes: Sequence[Outcome], holders: Holders) -> dict[str, Value]:
        """Take what could be done, and leave the rest in markers; the values by name.

        Raises ``Undecidable`` where whole lines don't do for what is left, or where a side would be
        left without any entry.
        """
        failed = [o for o in outcomes if o.failed]
        if failed and not any(o.values for o in outcomes if not o.failed):
            for holder in (holders.new, holders.old):
                if not any(name in holder.names for o in failed for name in o.names):
                    reasons = "; ".join(dict.fromkeys(o.failed for o in failed))
                    raise Undecidable(reasons, whole=any(o.whole for o in failed))
        stays = _grown(failed, outcomes, holders)
        merged: dict[str, Value] = {}
        for outcome in outcomes:
            if any(outcome in cluster for cluster in stays):
                void = {id(edit) for edit in outcome.edits}
                self.newer.edits[:] = [e for e in self.newer.edits if id(e) not in void]
                for name, entry in zip(holders.new.names, holders.new.node.entries, strict=True):
                    if name in outcome.names:
                        merged[name] = meaning(entry.node)
            else:
                merged |= outcome.values
                self.decisions += outcome.decisions  # type: ignore[arg-type]
                self.undecided += outcome.undecided
        for cluster in stays:
            self._leave(cluster, holders)
        return merged

    def _leave(self, cluster: Sequence[Outcome], holders: Holders) -> None:
        names = [name for outcome in cluster for name in outcome.names]
        reasons = list(dict.fromkeys(o.failed for o in cluster if o.failed))
        reason = titled_reason(self.name, "; ".join(reasons))
        whole = len(names) > 1 or any(o.whole for o in cluster)
        base = holders.base if self.base is not None and holders.base is not None else None
        if base is not None and not base.names:
            base = None
        found = entries_left_open(holders.new, holders.old, base, names, reason, whole=whole)
        if found is None:
            raise Undecidable("; ".join(reasons))
        self.undecided.append(found)

    def _unit(
        self,
        unit: Unit,
        trios: Mapping[str, Trio],
        holders: Holders,
        place: Place,
        renamed: Mapping[str, str],
    ) -> dict[str, Value]:
        forced = {**self.forced.get(place.shown, {}), **renamed}
        for key in unit.keys:
            if key in forced:
                raise Undecidable(forced[key])
        if unit.group is not None and not self._apart(unit, trios):
            return self._group(unit, trios, holders, place)
        values: dict[str, Value] = {}
        for key, trio in trios.items():
            values |= self._field(key, trio, holders, place)
        return values

    def _field(self, key: str, trio: Trio, holders: Holders, place: Place) -> dict[str, Value]:
        at = place.down(key)
        if trio.new is not None and trio.old is not None:
            return {key: self.both(trio, holders, at, place)}
        try:
            return self._of_one_side(key, trio, holders, at)
        except Undecidable as error:
            if trio.base is None or holders.base is None:
                raise
            side = holders.new if trio.new is None else holders.old
            along = put_instead(key, holders.base.names, side.names)
            raise Undecidable(str(error), along) from None

    def _of_one_side(self, key: str, trio: Trio, holders: Holders, at: Place) -> dict[str, Value]:
        entry = trio.new or trio.old
        if entry is not None and entry.key != key:
            raise Undecidable(f"{at.shown}: one side gave it a new name, the other deleted it")
        if trio.new is not None:
            stays = self._newer_only(holders.new, trio.new, trio.base, at)
            return {key: meaning(trio.new.node)} if stays else {}
        if trio.old is not None and self._older_only(holders, trio.old, trio.base, at):
            return {key: meaning(trio.old.node)}
        return {}

    # --- groups of fields -------------------------------------------------------------------------

    def _apart(self, unit: Unit, trios: Mapping[str, Trio]) -> bool:
        """Whether the fields of a group can be merged one by one after all."""
        mine, yours, origin = (self._state(trios, side) for side in ("new", "old", "base"))
        apart = [key for key in trios if mine.get(key) != yours.get(key)]
        if not apart or self._one_differs(apart, mine, yours, origin):
            return True
        if not self.three_way and (not mine or not yours):
            return True
        assert unit.group is not None
        present = [_present(trios, side) for side in ("new", "old")]
        if self.three_way:
            present.append(_present(trios, "base"))
            if not all(present):
                return not origin and not all(present[:2])
        return unit.group.union and same_member(unit.group, present)

    def _one_differs(self, apart: Sequence[str], mine: State, yours: State, origin: State) -> bool:
        """Whether one field that both sides have is all that differs in a group."""
        if len(apart) != 1 or apart[0] not in mine or apart[0] not in yours:
            return False
        others = {*mine, *yours, *origin} - set(apart)
        return not self.three_way or all(origin.get(key) == mine.get(key) for key in others)

    def _state(self, trios: Mapping[str, Trio], side: Literal["new", "old", "base"]) -> State:
        """What a side says in the fields of a group: values and the comments in them."""
        number = ("new", "old", "base").index(side)
        made = {}
        for key, trio in trios.items():
            entry: Entry | None = getattr(trio, side)
            if entry is None or (not self.three_way and no_fact(key, entry.node)):
                continue
            made[key] = (meaning(entry.node), self.inside(number, entry))
        return made

    def _today_state(self, trios: Mapping[str, Trio], side: Literal["old", "base"]) -> State:
        """The same of the older side or the base as the codemods would write it."""
        number = 1 if side == "old" else 2
        made = {}
        for key, trio in trios.items():
            entry: Entry | None = getattr(trio, side)
            if entry is None or self.today.get(id(entry.node), entry.node) is None:
                continue
            made[key] = (meaning(self.migrated(entry.node)), self.inside(number, entry))
        return made

    def _group(
        self, unit: Unit, trios: Mapping[str, Trio], holders: Holders, place: Place
    ) -> dict[str, Value]:
        """The fields of a group on which the sides differ, from one side all of them."""
        at = place.down("+".join(unit.keys))
        mine, yours = self._state(trios, "new"), self._state(trios, "old")
        now = self._today_state(trios, "old")
        fields = _named(unit.keys)
        if mine == now:
            reason = f"equal after the codemods: {fields}"
            return self._keep(at, trios, DecisionRule.EQUAL_AFTER_CODEMODS, reason)
        if not self.three_way:
            return self._newer_group(unit, trios, at)
        origin, base_now = self._state(trios, "base"), self._today_state(trios, "base")
        if yours == origin or now == base_now:
            reason = f"only {self.newer_side} changed {fields}"
            values = self._keep(at, trios, DecisionRule.THREE_WAY, reason)
        elif mine in (origin, base_now):
            reason = f"only {self.older_side} changed {fields}"
            values = self._take_group(trios, holders)
            self._decide_group(at, trios, self.older_side, DecisionRule.THREE_WAY, reason)
        else:
            raise Undecidable(
                f"{place.shown}: {fields} belong together, and both sides changed them"
            )
        for trio in trios.values():
            if trio.new is not None and trio.old is not None:
                self.around(trio, at)
        return values

    def _newer_group(self, unit: Unit, trios: Mapping[str, Trio], at: Place) -> dict[str, Value]:
        side = self.newer_side
        dropped = []
        for key, trio in trios.items():
            if trio.old is None or no_fact(key, trio.old.node):
                continue
            if trio.new is None:
                dropped.append(f"`{key}: {shown(trio.old.node, 60)}`")
            elif meaning(trio.new.node) != meaning(trio.old.node):
                dropped += [
                    f"{part} in `{key}`" for part in shown_missing(trio.new.node, trio.old.node)
                ]
        what = "; ".join(
            self._apart_in(key, trio)
            for key, trio in trios.items()
            if trio.new is None or trio.old is None or not _equal(trio.new, trio.old)
        )
        reason = f"{_named(unit.keys)} belong together ({what}): {side} is the newer side"
        self._decide_group(at, trios, side, DecisionRule.NEWER_WINS, reason, dropped)
        return {key: meaning(trio.new.node) for key, trio in trios.items() if trio.new is not None}

    def _apart_in(self, key: str, trio: Trio) -> str:
        """How the sides differ in one field of a group."""
        if trio.new is not None and trio.old is not None:
            return f"`{key}` {shown_difference(trio.new.node, trio.old.node)}"
        entry, side = (trio.new, self.newer_side) if trio.new else (trio.old, self.older_side)
        assert entry is not None
        return f"`{key}: {shown(entry.node, 60)}` of {side} only"

    def _keep(
        self, at: Place, trios: Mapping[str, Trio], rule: DecisionRule, reason: str
    ) -> dict[str, Value]:
        self._decide_group(at, trios, self.newer_side, rule, reason)
        return {key: meaning(trio.new.node) for key, trio in trios.items() if trio.new is not None}

    def _decide_group(
        self,
        at: Place,
        trios: Mapping[str, Trio],
        action: Action,
        rule: DecisionRule,
        reason: str,
        dropped: Sequence[str] = (),
    ) -> None:
        mine = [trio.new for trio in trios.values() if trio.new is not None]
        yours = [trio.old for trio in trios.values() if trio.old is not None]
        self.decide_all(at, action, rule, reason, mine, yours, dropped)

    def _take_group(self, trios: Mapping[str, Trio], holders: Holders) -> dict[str, Value]:
        """Take all fields of a group from the older side."""
        for key, trio in trios.items():
            if trio.new is not None and trio.old is not None:
                if not self.same(0, trio.new, 1, trio.old):
                    self.edits.take_body(trio.new, trio.old, flows=_flows(holders))
            elif trio.old is not None:
                self.edits.insert(holders.new, holders.old, trio.old, self._index(holders, key))
            elif trio.new is not None:
                self.edits.delete(holders.new, trio.new)
        return {key: meaning(trio.old.node) for key, trio in trios.items() if trio.old is not None}

    # --- entries of one side ----------------------------------------------------------------------

    def _newer_only(self, new: Holder, entry: Entry, base: Entry | None, at: Place) -> bool:
        """Whether an entry of the newer side stays."""
        if not self.three_way or base is None:
            if self.three_way or not no_fact(entry.key, entry.node):
                self.decide(at, *self.added(self.newer_side), entry, None)
            return True
        self.delete(new, entry, base, at)
        return False

    def delete(self, new: Holder, entry: Entry, base: Entry, at: Place) -> None:
        """Take an entry out of the newer side that the older side deleted."""
        if not self.same(0, entry, 2, base, around=True):
            raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
        try:
            self.edits.delete(new, entry)
        except CannotMove as error:
            raise CannotMove(f"{at.shown}: {error}") from None
        reason = f"{self.older_side} deleted it, {self.newer_side} left it as it was"
        self.decide(at, self.older_side, DecisionRule.THREE_WAY, reason, entry, None)

    def stays_deleted(self, entry: Entry, base: Entry, at: Place) -> None:
        """Leave an entry of the older side where it is: the newer side deleted it."""
        if not self.same(1, entry, 2, base, around=True):
            if self.taken_out(entry, at):
                return
            raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
        reason = f"{self.newer_side} deleted it, {self.older_side} left it as it was"
        self.decide(at, self.newer_side, DecisionRule.THREE_WAY, reason, None, entry)

    def added(self, side: Literal["ours", "theirs"]) -> tuple[Action, DecisionRule, str]:
        """What is decided of something that stands on the newer side only, and why."""
        if self.three_way:
            return side, DecisionRule.THREE_WAY, f"{side} added it"
        return side, DecisionRule.ONE_SIDED, f"only {side} has it: kept"

    def _older_only(self, holders: Holders, entry: Entry, base: Entry | None, at: Place) -> bool:
        """Whether an entry of the older side comes over."""
        side = self.older_side
        if self.three_way and base is not None:
            self.stays_deleted(entry, base, at)
            return False
        if no_fact(entry.key, entry.node) and not self.three_way:
            reason = f"`{entry.key}: {shown(entry.node)}` means the same as no `{entry.key}`"
            self.decide(at, self.newer_side, DecisionRule.EMPTY_IS_ABSENT, reason, None, entry)
            return False
        if self.taken_out(entry, at):
            return False
        if not self.three_way and self.settings.one_sided == "drop-older":
            reason = f"{self.only_older} it: dropped, as asked for"
            self.decide_each(
                at, self.newer_side, DecisionRule.ONE_SIDED, reason, entry, holders.old.node
            )
            return False
        try:
            self.edits.insert(holders.new, holders.old, entry, self._index(holders, entry.key))
        except CannotMove as error:
            raise CannotMove(f"{at.shown}: {error}") from None
        if self.three_way:
            reason = f"{side} added it"
            self.decide(at, side, DecisionRule.THREE_WAY, reason, None, entry)
        else:
            reason = f"{self.only_older} it: kept"
            self.decide_each(at, "both", DecisionRule.ONE_SIDED, reason, entry, holders.old.node)
        return True

    @property
    def older_first(self) -> bool:
        """Whether what the older side added stands before what the newer one did: ours is first."""
        return not self.three_way or self.older_side == "ours"

    def _index(self, holders: Holders, key: str) -> int:
        """Where a field of the older side comes to stand in a mapping of the newer one."""
        names, own = holders.new.names, holders.old.names
        return place_of(names, own, key, strict=False, first=self.older_first)

    def taken_out(self, entry: Entry, at: Place) -> bool:
        """Whether the codemods take an entry of the older side out, so that it is none."""
        if id(entry.node) not in self.today or self.today[id(entry.node)] is not None:
            return False
        what = f"`{entry.key}: {shown(entry.node)}`" if entry.key else "it"
        side, rule = self.newer_side, DecisionRule.EQUAL_AFTER_CODEMODS
        self.decide(at, side, rule, f"the codemods take {what} out", None, entry)
        return True

    # --- values on both sides ---------------------------------------------------------------------

    def both(self, trio: Trio, holders: Holders, at: Place, owner: Place) -> Value:
        """An entry that both sides have: its value, and the comments above and below it."""
        value = self._body(trio, at, owner, flows=_flows(holders))
        self.around(trio, at)
        return value

    def _body(self, trio: Trio, at: Place, owner: Place, *, flows: Flows) -> Value:
        entry, other = _pair(trio)
        mine, yours = meaning(entry.node), meaning(other.node)
        if self.same(0, entry, 1, other):
            return mine
        if mine == yours:
            self._same_value(trio, at, flows=flows)
            return mine
        settled = self._by_base(trio, at, owner, flows=flows)
        if settled is not None:
            return settled[0]
        if not self.three_way and no_fact(entry.key, entry.node):
            if self.settings.one_sided == "drop-older":
                reason = f"only {self.older_side} says something here: dropped, as asked for"
                self.decide(at, self.newer_side, DecisionRule.ONE_SIDED, reason, entry, other)
                return mine
            return self._take_older(trio, at, flows=flows)
        if not self.three_way and no_fact(entry.key, other.node):
            reason = f"only {self.newer_side} says something here: kept"
            self.decide(at, self.newer_side, DecisionRule.ONE_SIDED, reason, entry, other)
            return mine
        return self._inside(trio, at, owner)

    def _by_base(self, trio: Trio, at: Place, owner: Place, *, flows: Flows) -> tuple[Value] | None:
        """The value where the base or the codemods say which one counts."""
        entry, other = _pair(trio)
        base, side = trio.base, self.newer_side
        mine = meaning(entry.node)
        if other.node.kind != "map" and mine == meaning(self.migrated(other.node)):
            reason = f"equal after the codemods: `{shown(other.node)}` is `{shown(entry.node)}`"
            rule = DecisionRule.EQUAL_AFTER_CODEMODS
            self.decide(at, side, rule, reason, entry, other)
            return (mine,)
        if not self.three_way or base is None:
            return None
        taken = three_way((0, entry), (1, other), (2, base), self._alike)
        if taken == "newer":
            reason = f"only {side} changed it"
            self.decide(at, side, DecisionRule.THREE_WAY, reason, entry, other)
            return (mine,)
        if taken == "older":
            return (self._only_older_changed(trio, at, owner, flows=flows),)
        now = meaning(self.migrated(base.node))
        if now != meaning(base.node) and base.node.kind != "map":
            if meaning(self.migrated(other.node)) == now:
                reason = f"after the codemods, only {side} changed it"
                self.decide(at, side, DecisionRule.THREE_WAY, reason, entry, other)
                return (mine,)
            if mine == now:
                return (self._only_older_changed(trio, at, owner, flows=flows),)
        return None

    def _only_older_changed(self, trio: Trio, at: Place, owner: Place, *, flows: Flows) -> Value:
        """What changed inside comes over; if that can't be had, the whole entry does."""
        entry, _ = _pair(trio)
        if entry.node.kind != "scalar":
            work = partial(self._wrapped, trio, at, owner)
            made = self.attempt(("",), work)
            if not made.failed and not made.undecided:
                self.decisions += made.decisions  # type: ignore[arg-type]
                return made.values[""]
            void = {id(edit) for edit in made.edits}
            self.newer.edits[:] = [e for e in self.newer.edits if id(e) not in void]
        return self._take_older(trio, at, flows=flows)

    def _wrapped(self, trio: Trio, at: Place, owner: Place) -> dict[str, Value]:
        return {"": self._inside(trio, at, owner)}

    def _take_older(self, trio: Trio, at: Place, *, flows: Flows) -> Value:
        entry, other = _pair(trio)
        try:
            self.edits.take_body(entry, other, flows=flows)
        except CannotMove as error:
            raise CannotMove(f"{at.shown}: {error}") from None
        side = self.older_side
        if self.three_way:
            self.decide(at, side, DecisionRule.THREE_WAY, f"only {side} changed it", entry, other)
        else:
            reason = f"`{entry.key}: {shown(entry.node)}` says nothing; {side} has one: kept"
            self.decide(at, side, DecisionRule.ONE_SIDED, reason, entry, other)
        return meaning(other.node)

    def _inside(self, trio: Trio, at: Place, owner: Place) -> Value:
        entry, other = _pair(trio)
        new, old = entry.node, other.node
        if new.kind == old.kind == "map":
            self._own_mark(trio, at)
            return self._map(new, old, trio.base.node if trio.base else None, at)
        if new.kind == old.kind == "list":
            rule = merge_keys.list_rule(owner.type, entry.key, at.dotted, self.settings.merge_keys)
            if rule is not None or entry.key not in merge_keys.ATOMIC_NOTES:
                merged = self.items(rule or merge_keys.ALIGNED, trio, at)
                if merged is not None:
                    self._own_mark(trio, at)
                    return merged
        if {new.kind, old.kind} == {"map", "list"}:
            rule = merge_keys.list_rule(owner.type, entry.key, at.dotted, self.settings.merge_keys)
            if rule is not None and rule.scalar == "name":
                base = trio.base.node if trio.base is not None else None
                crossed = merge_forms(self, new, old, base, at)
                if crossed is not None:
                    return crossed
        return self._atomic(trio, at)

    def own_end(self, entry: Entry) -> int:
        """The line behind an entry of the newer side and its comments."""
        return self._comments[0].of(entry).end

    def items(self, rule: ListRule, trio: Trio, at: Place) -> Value | None:
        """The merged items of a list (``list_items``)."""
        raise NotImplementedError

    def migrated(self, node: Node) -> Node:
        """A node of the older side or the base as the codemods would write it."""
        return self.today.get(id(node)) or node

    def _atomic(self, trio: Trio, at: Place) -> Value:
        entry, other = _pair(trio)
        differ = shown_difference(entry.node, other.node)
        if self.three_way:
            text = merged_text(trio.new, trio.old, trio.base, self)
            if text is not None:
                reason = "each side changed other lines of the text"
                self.decide(at, "merged", DecisionRule.THREE_WAY, reason, entry, other)
                return text
            what = "changed" if trio.base is not None else "added"
            if trio.base is not None and (_equal(entry, trio.base) or _equal(other, trio.base)):
                one, two = self.newer_side, self.older_side
                if _equal(entry, trio.base):
                    one, two = two, one
                raise Undecidable(f"{at.shown}: {one} changed its value, {two} its comment")
            raise Undecidable(f"{at.shown}: both sides {what} it, {differ}")
        reason = f"{differ}: {self.newer_side} is the newer side"
        if at.shown == ".apiVersion":
            reason = f"another version of the same API, {reason}"
        if entry.key in merge_keys.ATOMIC_NOTES and entry.node.kind == "list":
            flags = flags_apart(entry.node, other.node, self.newer_side, self.older_side)
            note = merge_keys.ATOMIC_NOTES[entry.key]
            reason = f"taken whole, {note}{flags or f': {differ}'}"
        dropped = shown_missing(entry.node, other.node) if entry.node.kind != "scalar" else ()
        self.decide_all(
            at,
            self.newer_side,
            DecisionRule.NEWER_WINS,
            reason,
            [entry],
            [other],
            dropped,
        )
        return meaning(entry.node)

    # --- comments ---------------------------------------------------------------------------------

    def inside(self, side: int, entry: Entry) -> tuple[str, ...]:
        """The comments of an entry of a side (0 newer, 1 older, 2 base), but above and below it."""
        return self._comments[side].inside(entry) if side < len(self._comments) else ()

    def same(
        self, side: int, entry: Entry, other_side: int, other: Entry, *, around: bool = False
    ) -> bool:
        """Whether two entries say the same, comments included; ``around``: also those around."""
        mine, yours = self._comments[side], self._comments[other_side]
        said = DocumentComments.all if around else DocumentComments.inside
        return _equal(entry, other) and said(mine, entry) == said(yours, other)

    def _alike(self, one: tuple[int, Entry], other: tuple[int, Entry]) -> bool:
        return self.same(*one, *other)

    def around(self, trio: Trio, at: Place) -> None:
        """The comments above and below an entry that both sides have."""
        entry, other = _pair(trio)
        if not self.three_way and not _equal(entry, other) and not block_entries(entry.node):
            return  # they may be about a value that the newer side doesn't have
        mine, yours = self._comments[0], self._comments[1]
        for where, take in (("head", self.edits.take_head), ("foot", self.edits.take_foot)):
            its = mine.texts(getattr(mine.of(entry), where))
            others = yours.texts(getattr(yours.of(other), where))
            origin: tuple[str, ...] = ()
            if trio.base is not None and len(self._comments) > 2:
                known = self._comments[2]
                origin = known.texts(getattr(known.of(trio.base), where))
            if self._comment_comes(its, others, origin, at, trio):
                take(entry, other)
                self._decide_comment(at, trio, others)

    def _comment_comes(
        self,
        mine: tuple[str, ...],
        yours: tuple[str, ...],
        origin: tuple[str, ...],
        at: Place,
        trio: Trio,
    ) -> bool:
        """Whether a comment of the older side takes the place of the newer side's."""
        if mine == yours:
            return False
        if self.three_way:
            taken = three_way(mine, yours, origin)
            if taken is None:
                raise CommentsDiffer(f"{at.shown}: both sides changed its comment")
            return taken == "older"
        if mine or self.settings.one_sided == "drop-older":
            return False
        said = set(self._said(0))
        return not all(text in said for text in yours)

    def _said(self, side: int) -> tuple[str, ...]:
        """All comments of a side's document."""
        comments = self._comments[side]
        found = list(comments.texts(comments.region))
        return tuple(found)

    def _decide_comment(self, at: Place, trio: Trio, said: Sequence[str]) -> None:
        side = self.older_side
        entry, other = _pair(trio)
        if self.three_way:
            reason = f"only {side} changed its comment"
            self.decide(at, side, DecisionRule.THREE_WAY, reason, entry, other)
        else:
            reason = f"{self.only_older} the comment `{said[0]}`: kept"
            self.decide(at, "both", DecisionRule.ONE_SIDED, reason, entry, other)

    def _lead(self) -> None:
        """The comments at the top of the document."""
        texts = [comments.texts(comments.lead) for comments in self._comments]
        origin = texts[2] if len(texts) > 2 else ()
        at, nowhere = Place("", "", ""), Trio(None, None, None)
        if self._comment_comes(texts[0], texts[1], origin, at, nowhere):
            self.edits.take_lead()
            side = self.older_side
            if self.three_way:
                reason = f"only {side} changed the comment at the top"
                self.decide(at, side, DecisionRule.THREE_WAY, reason, None, None)
            else:
                reason = f"{self.only_older} a comment at the top: kept"
                self.decide(at, "both", DecisionRule.ONE_SIDED, reason, None, None)

    def _own_mark(self, trio: Trio, at: Place) -> None:
        """The comment in the line of a key or value that both sides have."""
        entry, other = _pair(trio)
        mine, yours = self._comments[0].mark(entry), self._comments[1].mark(other)
        base = self._comments[2].mark(trio.base) if trio.base and len(self._comments) > 2 else ""
        one, two, origin = (tuple(filter(None, (text,))) for text in (mine, yours, base))
        if self._comment_comes(one, two, origin, at, trio):
            self.edits.set_mark(entry, yours)
            self._decide_comment(at, trio, two)

    def _same_value(self, trio: Trio, at: Place, *, flows: Flows) -> None:
        """The comments inside two entries that say the same but for them."""
        entry, other = _pair(trio)
        if self.three_way and trio.base is not None:
            if self.same(1, other, 2, trio.base):
                return
            if self.inside(1, other) == self.inside(2, trio.base):
                return
        mine, yours = block_entries(entry.node), block_entries(other.node)
        if mine and yours:
            self._own_mark(trio, at)
            origin = _matched(entry.node, trio.base.node if trio.base is not None else None)
            for one, two, known in zip(mine, _matched(entry.node, other.node), origin, strict=True):
                part = at.down(one.key) if one.key else at
                inner = Trio(one, two, known)
                if not self.same(0, one, 1, two or one):
                    self._same_value(inner, part, flows=Flows(False, False))
                self.around(inner, part)
            return
        if not mine and not yours and not self._inner(0, entry) and not self._inner(1, other):
            if any(flows):
                raise CannotMove(f"{at.shown}: its comment shares its line with others")
            self._own_mark(trio, at)
            return
        origin_texts = self.inside(2, trio.base) if trio.base is not None else ()
        if self._comment_comes(
            self.inside(0, entry), self.inside(1, other), origin_texts, at, trio
        ):
            self.edits.take_body(entry, other, flows=flows)
            self._decide_comment(at, trio, self.inside(1, other))

    def _inner(self, side: int, entry: Entry) -> bool:
        return bool(self._comments[side].of(entry).inner)


def _grown(
    failed: Sequence[Outcome], outcomes: Sequence[Outcome], holders: Holders
) -> list[list[Outcome]]:
    """What failed, in clusters of what has to stay in markers together.

    What fails for one reason belongs together. The lines between the fields of a group are its
    own: what stands there stays with it.
    """
    reasons = dict.fromkeys(outcome.failed for outcome in failed)
    clusters = [[o for o in failed if o.failed == reason] for reason in reasons]
    growing = bool(failed)
    while growing:
        growing = False
        for cluster in clusters:
            names = [name for outcome in cluster for name in outcome.names]
            along = {name for outcome in cluster for name in outcome.along}
            spans = [(h, h.hull(names)) for h in (holders.new, holders.old)]
            for outcome in outcomes:
                if outcome not in cluster and (
                    any(
                        span is not None and _meets(holder.hull(outcome.names), span)
                        for holder, span in spans
                    )
                    or (cluster[0].comments and _added_beside(outcome, spans))
                    or _added_at_gap(outcome, holders, names)
                    or not along.isdisjoint(outcome.names)
                ):
                    cluster.append(outcome)
                    growing = True
    made: list[list[Outcome]] = []
    for cluster in clusters:
        meeting = [known for known in made if any(o in known for o in cluster)]
        joined = [o for known in meeting for o in known]
        joined += [o for o in cluster if o not in joined]
        made = [known for known in made if known not in meeting] + [joined]
    return made


def _added_beside(outcome: Outcome, spans: Sequence[tuple[Holder, tuple[int, int] | None]]) -> bool:
    """Whether the older side added something right beside what stays."""
    (new, _), (old, span) = spans
    own = old.hull(outcome.names)
    if span is None or own is None or new.hull(outcome.names) is not None or not outcome.edits:
        return False
    gap = old.text.lines[min(own[1], span[1]) : max(own[0], span[0])]
    return not any(line.strip() for line in gap)


def _added_at_gap(outcome: Outcome, holders: Holders, names: Sequence[str]) -> bool:
    """Whether the older side added something where what stays in markers would stand.

    The newer side has nothing there, so that nothing tells which of the two comes first.
    """
    new, old = holders.new, holders.old
    if new.hull(names) is not None or old.hull(names) is None or not new.node.entries:
        return False
    if new.node.flow or new.hull(outcome.names) is not None:
        return False
    at, _ = new.gap(old, names)
    return any(edit.start == edit.end == at for edit in outcome.edits)


def _fresh(edits: Sequence[LineEdit], before: Sequence[LineEdit]) -> list[LineEdit]:
    """The edits that weren't there before."""
    if edits[: len(before)] == before:
        return list(edits[len(before) :])
    known = {id(edit) for edit in before}
    return [edit for edit in edits if id(edit) not in known]


def _meets(first: tuple[int, int] | None, second: tuple[int, int]) -> bool:
    return first is not None and first[0] < second[1] and second[0] < first[1]


def _by_key(node: Node | None) -> Fields:
    entries = node.entries if node is not None and node.kind == "map" else ()
    return {entry.key: entry for entry in entries}


def _present(trios: Mapping[str, Trio], side: str) -> list[str]:
    return [key for key, trio in trios.items() if getattr(trio, side) is not None]


def _pair(trio: Trio) -> tuple[Entry, Entry]:
    """The entry of both sides, where both have one."""
    assert trio.new is not None and trio.old is not None
    return trio.new, trio.old


def _equal(entry: Entry, other: Entry) -> bool:
    return meaning(entry.node) == meaning(other.node)


def _flows(holders: Holders) -> Flows:
    return Flows(holders.new.node.flow, holders.old.node.flow)


def _named(keys: Sequence[str]) -> str:
    shown_keys = [f"`{key}`" for key in keys]
    return ", ".join(shown_keys[:-1]) + f" and {shown_keys[-1]}"


def _matched(node: Node, other: Node | None) -> list[Entry | None]:
    """For each entry of a value, that of another value: by key, in equal lists by place."""
    if other is None or other.kind != node.kind:
        return [None] * len(node.entries)
    if node.kind == "map":
        return [other.get(entry.key) for entry in node.entries]
    if meaning(node) == meaning(other):
        return list(other.entries)
    return [None] * len(node.entries)


def _root(node: Node) -> Entry:
    """The root of a document as if it were the only entry of something."""
    return Entry("", node, node.start, node.end, node.column)
