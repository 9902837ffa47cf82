"""The manifests of two variants merged, whatever fence, document or order they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from prefect_migrate.documents.manifest import NotYaml
from prefect_migrate.model import Decision, Grade, Variant, conflict_id
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.edits import LineEdit, Stream
from prefect_migrate.reconcile.manifests.aliases import anchors_agree
from prefect_migrate.reconcile.manifests.checks import check_services
from prefect_migrate.reconcile.manifests.conflict_span import UndecidedLines
from prefect_migrate.reconcile.manifests.document_pair import lines_of, only_older, titled_reason
from prefect_migrate.reconcile.manifests.either_lines import merge_into_either
from prefect_migrate.reconcile.manifests.entry_versions import Undecidable
from prefect_migrate.reconcile.manifests.identity import (
    DocumentVersions,
    FoundManifest,
    all_found,
    manifest_identity,
    manifest_title,
    same_values,
)
from prefect_migrate.reconcile.manifests.pairing import DocumentPairs, pair_documents
from prefect_migrate.reconcile.manifests.template_lines import (
    control_lines_differ,
    control_lines_misplaced,
)
from prefect_migrate.reconcile.manifests.text import CannotMove, StreamText
from prefect_migrate.reconcile.manifests.values import Value, node_meaning
from prefect_migrate.reconcile.manifests.whole_documents import delete_document, insert_document
from prefect_migrate.settings import Settings

_NO_COUNTERPART = "YAML without kind and apiVersion has no counterpart"


@dataclass(slots=True)
class ManifestMerge:
    """What becomes of all manifests: edits of the newer variant's lines, and decisions."""

    edits: list[LineEdit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    undecided: list[UndecidedLines] = field(default_factory=list)


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
    known = [StreamText.read(base, stream) for stream in base_regions] if base is not None else []
    if any(text.problem for text in known):
        known = []
    grade = base_grade if known else None
    merge = _StreamsMerge(settings, mine, yours, known, (newer.side, older.side), grade, directed)
    return merge.run()


@dataclass(slots=True)
class _StreamsMerge:
    """The streams of both sides in the course of being merged; ``base`` is empty without a base.

    ``expected`` are the documents of each stream of the newer side (by ``id``), and what they
    should be in the result; ``added`` are those that come from the older side.
    """

    settings: Settings
    newer: Sequence[StreamText]
    older: Sequence[StreamText]
    base: Sequence[StreamText]
    sides: tuple[str, str]
    base_grade: Grade | None
    directed: bool
    result: ManifestMerge = field(default_factory=ManifestMerge)
    expected: dict[int, list[tuple[FoundManifest, Value]]] = field(default_factory=dict)
    added: dict[int, list[Value]] = field(default_factory=dict)
    decisions_by_text: list[tuple[int, Decision]] = field(default_factory=list)

    def run(self) -> ManifestMerge:
        """Merge all documents; edits that don't read back as decided are rejected."""
        if not self._readable():
            return self.result
        self._read_aliases()
        pairs = pair_documents(self.newer, self.older, self.base)
        for new in pairs.equal:
            self._expect(new, node_meaning(new.document.root))
        for unpaired in pairs.unpaired:
            self._leave(unpaired.new, unpaired.old, unpaired.reason)
        for found in pairs.both:
            self._merge_both(found)
        for found in pairs.older_only:
            self._take_older(found, pairs)
        for found in pairs.newer_only:
            self._keep_newer(found)
        rejected = self._verify()
        for text in self.newer:
            self.result.edits.extend(text.outer_edits())
        decisions = [decision for text, decision in self.decisions_by_text if text not in rejected]
        self.result.decisions = check_services(decisions, self._results(), self._before())
        return self.result

    @property
    def three_way(self) -> bool:
        """Whether the base tells who changed what."""
        return bool(self.base)

    def _read_aliases(self) -> None:
        """Take aliases for themselves, where all sides use them alike."""
        sides = [side for side in (self.newer, self.older, self.base) if side]
        if anchors_agree([[d for text in side for d in text.documents] for side in sides]):
            for text in (text for side in sides for text in side):
                text.take_literally()

    def _results(self) -> list[Value]:
        """The merged manifests."""
        whole = [value for pairs in self.expected.values() for _, value in pairs]
        return whole + [value for values in self.added.values() for value in values]

    def _before(self) -> list[list[Value]]:
        """The manifests of each side."""
        return [
            [node_meaning(f.document.root) for f in all_found(texts)]
            for texts in (self.newer, self.older)
        ]

    def _readable(self) -> bool:
        """Whether all streams parse; those that both sides hold alike needn't."""
        bad = [(text, side) for side in (self.newer, self.older) for text in side if text.problem]
        if not bad:
            return self._same_control_lines()
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
                UndecidedLines(
                    mine,
                    yours,
                    f"not readable as YAML: {text.problem} "
                    f"({text.variant.side}, line {text.file_line(text.problem_line)})",
                    "a template is not YAML yet: resolve it by hand",
                )
            )
        return clean and self._same_control_lines()

    def _same_control_lines(self) -> bool:
        """Whether the lines that steer templates are the same on all sides, so that they can stay."""
        if not control_lines_differ([self.newer, self.older, self.base]):
            return True
        reason = "the control lines of its template differ between the sides"
        help = "resolve it by hand, and check where `if`, `range` and `end` stand"
        self.result.undecided.append(UndecidedLines(None, None, reason, help))
        return False

    # --- documents --------------------------------------------------------------------------------

    def _leave(
        self,
        new: Sequence[FoundManifest],
        old: Sequence[FoundManifest],
        reason: str,
        *,
        whole: bool = False,
    ) -> None:
        """Leave documents in markers, one of each side beside another as far as there are both."""
        for found in new:
            self._expect(found, node_meaning(found.document.root))
        for left, right in zip_longest(new, old):
            mine, yours = (found.span if found else None for found in (left, right))
            self.result.undecided.append(UndecidedLines(mine, yours, reason, whole=whole))

    def _merge_both(self, found: DocumentVersions) -> None:
        new, old = found.sides
        name = manifest_title(new.document)
        if new.value_and_comments == old.value_and_comments:
            self._expect(new, node_meaning(new.document.root))
            same = self._position(new) == self._position(old)
            where = "at the same place" if same else "at another place"
            reason = f"same on both sides, {where}"
            self._decide(name, "both", DecisionRule.EQUAL, reason, new, old)
            return
        before = len(new.text.edits)
        try:
            if self.three_way and found.base is None:
                raise Undecidable("was added by both sides, and differs")
            made = merge_into_either(
                found, name, self.settings, base_grade=self.base_grade, directed=self.directed
            )
        except (Undecidable, CannotMove) as error:
            # What a merge has noted before it gave up must not come into the result.
            del new.text.edits[before:]
            whole = isinstance(error, Undecidable) and error.whole
            self._leave([new], [old], titled_reason(name, str(error)), whole=whole)
            return
        self._expect(new, made.value)
        self.decisions_by_text += [(id(new.text), decision) for decision in made.decisions]
        self.result.undecided += made.undecided

    def _position(self, found: FoundManifest) -> tuple[int, int]:
        streams = self.newer if found.text in self.newer else self.older
        return streams.index(found.text), found.text.number(found.document)

    def _take_older(self, found: DocumentVersions, pairs: DocumentPairs) -> None:
        """What becomes of a document that the older side alone has."""
        old, known = found.old, found.base
        assert old is not None
        name, side = manifest_title(old.document), old.text.variant.side
        only = f"{only_older(side, self.directed)} it"
        if known is not None:
            if known.value_and_comments != old.value_and_comments:
                self._leave([], [old], f"{name}: one side changed it, the other deleted it")
                return
            reason = f"deleted on the other side, {side} left it as it was"
            self._decide(name, self.sides[0], DecisionRule.THREE_WAY, reason, None, old)
        elif manifest_identity(old.document) is None:
            self._leave([], [old], _NO_COUNTERPART)
        elif not self.three_way and self.settings.one_sided == "drop-older":
            reason = f"{only}: dropped, as asked for"
            self._decide(name, self.sides[0], DecisionRule.ONE_SIDED, reason, None, old)
        elif not self._insert(old, pairs):
            self._leave([], [old], f"{name} has no clear position on the newer side")
        elif self.three_way:
            reason = f"{side} added it"
            self._decide(name, "both", DecisionRule.THREE_WAY, reason, None, old)
        else:
            self._decide(name, "both", DecisionRule.ONE_SIDED, f"{only}: kept", None, old)

    def _insert(self, old: FoundManifest, pairs: DocumentPairs) -> bool:
        newer_first = self.three_way and self.sides[0] == "ours"
        last = all_found(self.newer[:1])[-1:]
        text = insert_document(old, pairs.paired, last, newer_first=newer_first)
        if text is None:
            return False
        self.added.setdefault(id(text), []).append(node_meaning(old.document.root))
        return True

    def _keep_newer(self, found: DocumentVersions) -> None:
        """What becomes of a document that the newer side alone has."""
        new, known = found.new, found.base
        assert new is not None
        name, side = manifest_title(new.document), self.sides[0]
        if known is not None:
            self._delete(new, known, name)
            return
        nameless = manifest_identity(new.document) is None
        if nameless and any(
            manifest_identity(old.document) is None for old in all_found(self.older)
        ):
            self._leave([new], [], _NO_COUNTERPART)
            return
        self._expect(new, node_meaning(new.document.root))
        if nameless:
            return
        if self.three_way:
            self._decide(name, side, DecisionRule.THREE_WAY, f"{side} added it", new, None)
        else:
            self._decide(name, side, DecisionRule.ONE_SIDED, f"only {side} has it", new, None)

    def _delete(self, new: FoundManifest, known: FoundManifest, name: str) -> None:
        """Take a document out that the older side deleted, or leave it in markers."""
        newer, older = self.sides
        if known.value_and_comments != new.value_and_comments:
            self._leave([new], [], f"{name}: one side changed it, the other deleted it")
        elif not delete_document(new):
            self._leave([new], [], f"{name}: {older} deleted it, and nothing else is there")
        else:
            reason = f"{older} deleted it, {newer} left it as it was"
            self._decide(name, older, DecisionRule.THREE_WAY, reason, new, None)

    # --- proof ----------------------------------------------------------------------------------

    def _expect(self, new: FoundManifest, value: Value) -> None:
        self.expected.setdefault(id(new.text), []).append((new, value))

    def _verify(self) -> set[int]:
        """Read every edited stream again; the ids of those that aren't as decided."""
        rejected: set[int] = set()
        for text in self.newer:
            if not text.edits:
                continue
            wanted = [value for _, value in self.expected.get(id(text), [])]
            wanted += self.added.get(id(text), [])
            try:
                got = [node_meaning(d.root) for d in text.parsed(text.edited())]
            except NotYaml as error:
                got = [error.message]
            if not same_values(got, wanted) or control_lines_misplaced(text, self.older):
                text.edits.clear()
                rejected.add(id(text))
                span = text.span(0, len(text.lines))
                reason = "the merged manifests would not read back as decided"
                self.result.undecided.append(UndecidedLines(span, None, reason))
        return rejected

    def _decide(
        self,
        name: str,
        action: str,
        rule: DecisionRule,
        reason: str,
        new: FoundManifest | None,
        old: FoundManifest | None,
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
        self.decisions_by_text.append((id(new.text) if new is not None else 0, made))
