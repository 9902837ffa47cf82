"""Manifests of two variants paired by identity, whatever fence, document or order they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prefect_migrate.documents.manifest import Document, NotYaml
from prefect_migrate.model import Decision, Grade, Variant, conflict_id
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.edits import LineEdit, Stream
from prefect_migrate.reconcile.manifests.aliases import anchors_agree
from prefect_migrate.reconcile.manifests.checks import check_services
from prefect_migrate.reconcile.manifests.conflict_span import Undecided
from prefect_migrate.reconcile.manifests.document_merge import Three, merge_documents
from prefect_migrate.reconcile.manifests.document_pair import lines_of, only_older, titled_reason
from prefect_migrate.reconcile.manifests.entry_versions import Undecidable
from prefect_migrate.reconcile.manifests.identity import (
    Found,
    Identity,
    all_found,
    by_identity,
    likely_same,
    manifest_identity,
    manifest_leaves,
    manifest_title,
    same_values,
)
from prefect_migrate.reconcile.manifests.template_lines import steering_misplaced
from prefect_migrate.reconcile.manifests.text import (
    CannotMove,
    StreamText,
    document_separator,
    moved_lines,
)
from prefect_migrate.reconcile.manifests.values import Value, meaning
from prefect_migrate.settings import Settings


@dataclass(slots=True)
class ManifestMerge:
    """What becomes of all manifests: edits of the newer variant's lines, and decisions."""

    edits: list[LineEdit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)


def reconcile_manifests(
    newer: Variant,
    newer_regions: Sequence[Stream],
    older: Variant,
    older_regions: Sequence[Stream],
    settings: Settings,
    *,
    base: Variant | None = None,
    base_regions: Sequence[Stream] = (),
    base_grade: Grade = Grade.PROVEN,
    directed: bool = True,
) -> ManifestMerge:
    """Merge the manifests in the streams of two variants.

    With a base (and its streams) this is a three-way merge; ``base_grade`` is how sure the base is. Without one ``newer`` wins where
    values differ, and ``settings.one_sided`` decides about facts of ``older`` alone; ``directed``
    says that ``newer`` is known to be newer.
    """
    common = frozenset(newer.origin) & frozenset(older.origin)
    mine = [StreamText.read(newer, stream, common) for stream in newer_regions]
    yours = [StreamText.read(older, stream, common) for stream in older_regions]
    origin = [StreamText.read(base, stream) for stream in base_regions] if base is not None else []
    readable = not any(text.problem for text in origin)
    merge = _Merge(settings, base is not None and bool(base_regions) and readable)
    merge.newer, merge.older = mine, yours
    merge.base = origin if merge.three_way else []
    merge.base_grade = base_grade if merge.three_way else None
    merge.sides, merge.directed = (newer.side, older.side), directed
    return merge.run()


_Named = dict["Identity | None", list[Found]]


def _strangers(own: _Named, other: _Named, origin: _Named) -> list[Found]:
    """The manifests that one side alone has under their names."""
    names = own.keys() - other.keys() - origin.keys() - {None}
    return [found[0] for name, found in own.items() if name in names and len(found) == 1]


class _Merge:
    def __init__(self, settings: Settings, three_way: bool) -> None:
        self.settings = settings
        self.three_way = three_way
        self.newer: list[StreamText] = []
        self.older: list[StreamText] = []
        self.base: list[StreamText] = []
        self.sides: tuple[str, str] = ("ours", "theirs")
        self.directed = True
        self.base_grade: Grade | None = None
        self.result = ManifestMerge()
        self.expected: dict[int, list[tuple[Found, Value]]] = {}
        self.added: dict[int, list[Value]] = {}
        self.told: list[tuple[int, Decision]] = []

    def run(self) -> ManifestMerge:
        if not self._readable():
            return self.result
        self._read_aliases()
        mine, yours = by_identity(self.newer), by_identity(self.older)
        origin = by_identity(self.base)
        paired: list[tuple[Found, Found]] = []
        lonely: list[Found] = []
        renamed: list[Three] = []
        if single := self._single():
            paired, yours, mine = [single], {}, {}
        elif self.three_way:
            renamed = self._take_renamed(mine, yours, origin)
        for name, found in yours.items():
            there = mine.get(name, [])
            if len(found) == 1 and len(there) == 1:
                paired.append((there[0], found[0]))
            elif not there:
                lonely.extend(found)
            elif [f.substance for f in found] != [f.substance for f in there]:
                self._leave(
                    there, found, f"{manifest_title(found[0].document)} appears more than once"
                )
        orphans = [f for name, known in origin.items() if name not in mine for f in known]
        orphans = [f for f in orphans if manifest_identity(f.document) not in yours]
        strangers = [pair for pair in paired if manifest_identity(pair[0].document) not in origin]
        if single:
            bases = all_found(self.base)
            self._pair(*single, bases[0] if len(bases) == 1 else None)
            paired, orphans = [], []
        for three in renamed:
            self._pair(three.new, three.old, three.base)
        for new, old in paired:
            known = origin.get(manifest_identity(new.document), [])
            if not known and len(orphans) == len(strangers) == 1:
                known = orphans  # both sides gave it the same new name or kind
            if len(known) > 1 or (not known and orphans):
                reason = (
                    f"{manifest_title(new.document)} can't be told apart from others of the base"
                )
                self._leave([new], [old], reason)
                continue
            self._pair(new, old, known[0] if known else None)
        places = [*paired, *((three.new, three.old) for three in renamed)]
        for old in lonely:
            self._older_only(old, places, origin)
        for name, found in mine.items():
            if name not in yours:
                for new in found:
                    self._newer_only(new, origin)
        void = self._verify()
        for text in self.newer:
            self.result.edits.extend(text.outer_edits())
        decisions = [decision for text, decision in self.told if text not in void]
        self.result.decisions = check_services(decisions, self._results(), self._before())
        return self.result

    def _read_aliases(self) -> None:
        """Take aliases for themselves, where all sides use them alike."""
        sides = [side for side in (self.newer, self.older, self.base) if side]
        if anchors_agree([[d for text in side for d in text.documents] for side in sides]):
            for text in (text for side in sides for text in side):
                text.take_literally()

    def _single(self) -> tuple[Found, Found] | None:
        """The only document of both sides: it is the same one, unless its kind tells otherwise."""
        mine, yours, bases = (all_found(t) for t in (self.newer, self.older, self.base))
        if len(mine) != 1 or len(yours) != 1 or len(bases) > 1:
            return None
        names = manifest_identity(mine[0].document), manifest_identity(yours[0].document)
        known = names[0] is not None and names[1] is not None
        if known and names[0] != names[1] and not (bases and names[0][1] == names[1][1]):  # type: ignore[index]
            return None
        return mine[0], yours[0]

    def _take_renamed(self, mine: _Named, yours: _Named, origin: _Named) -> list[Three]:
        """The manifests of the base that both sides changed so that they are named otherwise.

        They are taken out of the three groups; so are those of which it can't be told what became
        of them, which are left.
        """
        new_ones, old_ones = _strangers(mine, yours, origin), _strangers(yours, mine, origin)
        bases = _strangers(origin, mine, yours)
        if not bases:
            return []
        leaves = {id(one): manifest_leaves(one) for one in (*bases, *new_ones, *old_ones)}
        found: list[Three] = []
        for base in bases:
            news, olds = (
                [one for one in ones if likely_same(leaves[id(one)], leaves[id(base)])]
                for ones in (new_ones, old_ones)
            )
            if not news and not olds:
                continue
            for group, some in ((mine, news), (yours, olds), (origin, [base])):
                for one in some:
                    group.pop(manifest_identity(one.document), None)
            if len(news) == len(olds) == 1:
                found.append(Three(news[0], olds[0], base))
            else:
                for one in news:
                    self._expect(one, meaning(one.document.root))
                what = manifest_title(base.document)
                self._leave(news, olds, f"{what} of the base: what became of it is unclear")
            new_ones = [one for one in new_ones if one not in news]
            old_ones = [one for one in old_ones if one not in olds]
        return found

    def _results(self) -> list[Value]:
        """The merged manifests."""
        whole = [value for pairs in self.expected.values() for _, value in pairs]
        return whole + [value for values in self.added.values() for value in values]

    def _before(self) -> list[list[Value]]:
        """The manifests of each side."""
        return [
            [meaning(f.document.root) for f in all_found(texts)]
            for texts in (self.newer, self.older)
        ]

    def _readable(self) -> bool:
        """Whether all streams parse; those that both sides hold alike needn't."""
        bad = [(text, side) for side in (self.newer, self.older) for text in side if text.problem]
        if not bad:
            return self._same_controls()
        texts = [{"".join(t.lines) for t in side} for side in (self.newer, self.older)]
        clean = True
        for text, _ in bad:
            if all("".join(text.lines) in side for side in texts):
                continue
            clean = False
            span = text.span(0, len(text.lines))
            mine = span if text in self.newer else None
            yours = span if text in self.older else None
            self.result.undecided.append(
                Undecided(
                    mine,
                    yours,
                    f"not readable as YAML: {text.problem} "
                    f"({text.variant.side}, line {text.file_line(text.problem_line)})",
                    "a template is not YAML yet: resolve it by hand",
                )
            )
        return clean and self._same_controls()

    def _same_controls(self) -> bool:
        """Whether the lines that steer templates are the same on all sides, so that they can stay."""
        sides = [side for side in (self.newer, self.older, self.base) if side]
        if not any(text.masked for side in sides for text in side):
            return True
        controls = [[line for text in side for line in text.controls] for side in sides]
        if all(lines == controls[0] for lines in controls[1:]):
            return True
        reason = "the lines that steer its template differ between the sides"
        help = "resolve it by hand, with an eye on where `if`, `range` and `end` stand"
        self.result.undecided.append(Undecided(None, None, reason, help))
        return False

    def _leave(
        self, new: Sequence[Found], old: Sequence[Found], reason: str, *, whole: bool = False
    ) -> None:
        for left, right in zip(
            [*new, *[None] * len(old)], [*old, *[None] * len(new)], strict=False
        ):
            if left is None and right is None:
                break
            self.result.undecided.append(
                Undecided(
                    left.span if left else None, right.span if right else None, reason, whole=whole
                )
            )

    def _pair(self, new: Found, old: Found, base: Found | None) -> None:
        name = manifest_title(new.document)
        if new.substance == old.substance:
            self._expect(new, meaning(new.document.root))
            self._equal(name, new, old)
            return
        before = len(new.text.edits)
        try:
            if self.three_way and base is None:
                raise Undecidable("was added by both sides, and differs")
            made = merge_documents(
                Three(new, old, base),
                name,
                self.settings,
                base_grade=self.base_grade,
                directed=self.directed,
            )
        except (Undecidable, CannotMove) as error:
            del new.text.edits[before:]
            self._expect(new, meaning(new.document.root))
            whole = isinstance(error, Undecidable) and error.whole
            self._leave([new], [old], titled_reason(name, str(error)), whole=whole)
            return
        self._expect(new, made.value)
        self.told += [(id(new.text), decision) for decision in made.decisions]
        self.result.undecided += made.undecided

    def _equal(self, name: str, new: Found, old: Found) -> None:
        where = "at another place" if self._place(new) != self._place(old) else "at the same place"
        self._decide(name, "both", DecisionRule.EQUAL, f"same on both sides, {where}", new, old)

    def _place(self, found: Found) -> tuple[int, int]:
        streams = self.newer if found.text in self.newer else self.older
        return streams.index(found.text), found.text.documents.index(found.document)

    def _older_only(
        self,
        old: Found,
        paired: Sequence[tuple[Found, Found]],
        origin: dict[Identity | None, list[Found]],
    ) -> None:
        name = manifest_title(old.document)
        known = origin.get(manifest_identity(old.document), [])
        side = old.text.variant.side
        if self.three_way and known:
            if known[0].substance != old.substance:
                self._leave([], [old], f"{name}: one side changed it, the other deleted it")
                return
            reason = f"deleted on the other side, {side} left it as it was"
            self._decide(name, self._newer_side, DecisionRule.THREE_WAY, reason, None, old)
            return
        if manifest_identity(old.document) is None:
            self._leave([], [old], "YAML without kind and apiVersion has no counterpart")
            return
        if not self.three_way and self.settings.one_sided == "drop-older":
            reason = f"{only_older(side, self.directed)} it: dropped, as asked for"
            self._decide(name, self._newer_side, DecisionRule.ONE_SIDED, reason, None, old)
            return
        if not self._insert(old, paired):
            self._leave([], [old], f"{name} has no clear position on the newer side")
            return
        rule = DecisionRule.THREE_WAY if self.three_way else DecisionRule.ONE_SIDED
        reason = (
            f"{side} added it" if self.three_way else f"{only_older(side, self.directed)} it: kept"
        )
        self._decide(name, "both", rule, reason, None, old)

    def _insert(self, old: Found, paired: Sequence[tuple[Found, Found]]) -> bool:
        """Put a whole document behind the one that precedes it on its own side."""
        before = [n for n, o in paired if o.order < old.order]
        behind = [n for n, _ in paired] or all_found(self.newer[:1])[-1:]
        if not behind or old.document.inline:
            return False
        anchor = max(before, key=lambda f: f.order) if before else behind[0]
        text = anchor.text
        last = self._last_added(anchor, paired)
        lines = moved_lines(old.text, *old.text.trimmed(old.document), text, 0)
        text.insert(text.trimmed(last)[1], [document_separator(text), *lines])
        self.added.setdefault(id(text), []).append(meaning(old.document.root))
        return True

    def _last_added(self, anchor: Found, paired: Sequence[tuple[Found, Found]]) -> Document:
        """What the newer side added behind a document, where that stands first: ours does."""
        held = [id(new.document) for new, _ in paired]
        following = anchor.text.documents
        at = following.index(anchor.document)
        if self.three_way and self._newer_side == "ours":
            while at + 1 < len(following) and id(following[at + 1]) not in held:
                at += 1
        return following[at]

    def _delete(self, new: Found) -> bool:
        """Take a whole document out of its stream, with the marker that divides it off."""
        text, documents_of = new.text, new.text.documents
        place = documents_of.index(new.document)
        start, end = text.trimmed(new.document)
        if len(documents_of) == 1 or new.document.inline:
            return False
        if place:
            start = text.trimmed(documents_of[place - 1])[1]
        else:
            end = text.trimmed(documents_of[1])[0]
        if sum(line.startswith("---") for line in text.lines[start:end]) != 1:
            return False
        try:
            text.replace(start, end)
        except CannotMove:
            return False
        self.expected[id(text)] = [pair for pair in self.expected[id(text)] if pair[0] is not new]
        reason = f"{self._older_side} deleted it, {self._newer_side} left it as it was"
        self._decide(
            manifest_title(new.document),
            self._older_side,
            DecisionRule.THREE_WAY,
            reason,
            new,
            None,
        )
        return True

    def _newer_only(self, new: Found, origin: dict[Identity | None, list[Found]]) -> None:
        self._expect(new, meaning(new.document.root))
        name = manifest_title(new.document)
        known = origin.get(manifest_identity(new.document), [])
        side = new.text.variant.side
        if self.three_way and known:
            reason = f"{name}: one side changed it, the other deleted it"
            if known[0].substance == new.substance:
                if self._delete(new):
                    return
                reason = f"{name}: {self._older_side} deleted it, and nothing else is there"
            self._leave([new], [], reason)
            return
        if manifest_identity(new.document) is None:
            if any(
                manifest_identity(f.document) is None for t in self.older for f in all_found([t])
            ):
                self._leave([new], [], "YAML without kind and apiVersion has no counterpart")
            return
        rule, reason = DecisionRule.ONE_SIDED, f"only {side} has it"
        if self.three_way:
            rule, reason = DecisionRule.THREE_WAY, f"{side} added it"
        self._decide(name, self._newer_side, rule, reason, new, None)

    # --- proof ----------------------------------------------------------------------------------

    def _expect(self, new: Found, value: Value) -> None:
        self.expected.setdefault(id(new.text), []).append((new, value))

    def _verify(self) -> set[int]:
        """Read every edited stream again; the ids of those that aren't as decided."""
        void: set[int] = set()
        for text in self.newer:
            if not text.edits:
                continue
            wanted = [value for _, value in self.expected.get(id(text), [])]
            wanted += self.added.get(id(text), [])
            try:
                got = [meaning(d.root) for d in text.parsed(text.edited())]
            except NotYaml as error:
                got = [error.message]
            if not same_values(got, wanted) or steering_misplaced(text, self.older):
                text.edits.clear()
                void.add(id(text))
                span = text.span(0, len(text.lines))
                reason = "the merged manifests would not read back as decided"
                self.result.undecided.append(Undecided(span, None, reason))
        return void

    # --- decisions ------------------------------------------------------------------------------

    @property
    def _newer_side(self) -> str:
        return self.sides[0]

    @property
    def _older_side(self) -> str:
        return self.sides[1]

    def _decide(
        self,
        name: str,
        action: str,
        rule: DecisionRule,
        reason: str,
        new: Found | None,
        old: Found | None,
    ) -> None:
        texts, spans = [], {}
        for found in (new, old):
            if found is None:
                texts.append("")
                continue
            document = found.document
            texts.append(found.text.text(document.start, document.end))
            spans[found.text.variant.side] = lines_of(found.text, document.start, document.end)
        made = Decision(
            conflict_id(f"{name}\n{texts[0]}", f"{name}\n{texts[1]}"),
            "manifest",
            name,
            action,  # type: ignore[arg-type]
            rule.value,
            rule.grade(self.base_grade),
            reason,
            ours=spans.get("ours"),
            theirs=spans.get("theirs"),
        )
        self.told.append((id(new.text) if new is not None else 0, made))
