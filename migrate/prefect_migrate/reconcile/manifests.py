"""Manifests of two variants paired by identity, whatever fence, document or order they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prefect_migrate.documents.manifest import Document, NotYaml, documents, scalar
from prefect_migrate.model import Decision, Grade, Variant, conflict_id
from prefect_migrate.reconcile.edits import LineEdit, Stream
from prefect_migrate.reconcile.manifest_merge import PairMerge, Undecidable, lines_of
from prefect_migrate.reconcile.manifest_text import CannotMove, StreamText, moved, separator
from prefect_migrate.reconcile.manifest_values import Value, meaning
from prefect_migrate.settings import Settings

Identity = tuple[str, str, str, str]
"""API group without version, kind, namespace, name."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Lines of the two variants (0-based half-open) that have to stay in markers, and why."""

    newer: Span | None
    older: Span | None
    reason: str
    help: str = ""


@dataclass(slots=True)
class ManifestMerge:
    """What becomes of all manifests: edits of the newer variant's lines, and decisions."""

    edits: list[LineEdit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """One document with the stream it stands in."""

    text: StreamText
    document: Document
    order: int

    @property
    def span(self) -> Span:
        return self.text.span(self.document.start, self.document.end)


def identity(document: Document) -> Identity | None:
    """What makes a manifest the same one; ``None`` for YAML that is no manifest."""
    root = document.root
    kind, version = scalar(root, "kind"), scalar(root, "apiVersion")
    if not kind or not version:
        return None
    group = version.rpartition("/")[0]
    name = scalar(root, "metadata", "name") or scalar(root, "metadata", "generateName")
    return group, kind, scalar(root, "metadata", "namespace") or "default", name


def title(document: Document) -> str:
    """``Deployment/dask-worker``, or ``document`` for YAML that is no manifest."""
    found = identity(document)
    if found is None:
        return "document"
    _, kind, namespace, name = found
    where = "" if namespace == "default" else f"{namespace}/"
    return f"{kind}/{where}{name}" if name else kind


def reconcile_manifests(
    newer: Variant,
    newer_regions: Sequence[Stream],
    older: Variant,
    older_regions: Sequence[Stream],
    settings: Settings,
    *,
    base: Variant | None = None,
    base_regions: Sequence[Stream] = (),
) -> ManifestMerge:
    """Merge the manifests in the streams of two variants.

    With a base (and its streams) this is a three-way merge; without one ``newer`` wins where
    values differ, and ``settings.one_sided`` decides about facts of ``older`` alone.
    """
    merge = _Merge(settings, base is not None and bool(base_regions))
    merge.newer = [StreamText.read(newer, stream) for stream in newer_regions]
    merge.older = [StreamText.read(older, stream) for stream in older_regions]
    if base is not None:
        merge.base = [StreamText.read(base, stream) for stream in base_regions]
    return merge.run()


class _Merge:
    def __init__(self, settings: Settings, three_way: bool) -> None:
        self.settings = settings
        self.three_way = three_way
        self.newer: list[StreamText] = []
        self.older: list[StreamText] = []
        self.base: list[StreamText] = []
        self.result = ManifestMerge()
        self.expected: dict[int, list[tuple[_Found, Value]]] = {}
        self.added: dict[int, list[Value]] = {}

    def run(self) -> ManifestMerge:
        if not self._readable():
            return self.result
        mine, yours = _by_identity(self.newer), _by_identity(self.older)
        origin = _by_identity(self.base)
        paired: list[tuple[_Found, _Found]] = []
        lonely: list[_Found] = []
        for name, found in yours.items():
            there = mine.get(name, [])
            if len(found) == 1 and len(there) == 1:
                paired.append((there[0], found[0]))
            elif not there:
                lonely.extend(found)
            elif [meaning(f.document.root) for f in found] != [
                meaning(f.document.root) for f in there
            ]:
                self._leave(there, found, f"{title(found[0].document)} stands more than once")
        for new, old in paired:
            name = identity(new.document)
            known = origin.get(name, [])
            self._pair(new, old, known[0] if len(known) == 1 else None)
        for old in lonely:
            self._older_only(old, paired, origin)
        for name, found in mine.items():
            if name not in yours:
                for new in found:
                    self._newer_only(new, origin)
        self._verify()
        for text in self.newer:
            self.result.edits.extend(text.outer_edits())
        return self.result

    def _readable(self) -> bool:
        """Whether all streams parse; those that both sides hold alike needn't."""
        bad = [(text, side) for side in (self.newer, self.older) for text in side if text.problem]
        if not bad:
            return True
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
                Undecided(mine, yours, f"not readable as YAML: {text.problem}")
            )
        return clean

    def _leave(self, new: Sequence[_Found], old: Sequence[_Found], reason: str) -> None:
        for left, right in zip(
            [*new, *[None] * len(old)], [*old, *[None] * len(new)], strict=False
        ):
            if left is None and right is None:
                break
            self.result.undecided.append(
                Undecided(left.span if left else None, right.span if right else None, reason)
            )

    def _pair(self, new: _Found, old: _Found, base: _Found | None) -> None:
        name = title(new.document)
        if meaning(new.document.root) == meaning(old.document.root):
            self._expect(new, meaning(new.document.root))
            self._equal(name, new, old)
            return
        merge = PairMerge(name, new.text, old.text, self.settings, self.three_way)
        before = len(new.text.edits)
        try:
            value = merge.merge(new.document, old.document, base.document if base else None)
        except (Undecidable, CannotMove) as error:
            del new.text.edits[before:]
            self._expect(new, meaning(new.document.root))
            self._leave([new], [old], f"{name} {error}")
            return
        self._expect(new, value)
        self.result.decisions.extend(merge.decisions)

    def _equal(self, name: str, new: _Found, old: _Found) -> None:
        where = "at another place" if self._place(new) != self._place(old) else "at the same place"
        self._decide(
            name, "both", "equal", Grade.EQUIVALENT, f"equal on both sides, {where}", new, old
        )

    def _place(self, found: _Found) -> tuple[int, int]:
        streams = self.newer if found.text in self.newer else self.older
        return streams.index(found.text), found.text.documents.index(found.document)

    def _older_only(
        self,
        old: _Found,
        paired: Sequence[tuple[_Found, _Found]],
        origin: dict[Identity | None, list[_Found]],
    ) -> None:
        name = title(old.document)
        known = origin.get(identity(old.document), [])
        side = old.text.variant.side
        if self.three_way and known:
            if meaning(known[0].document.root) != meaning(old.document.root):
                self._leave([], [old], f"{name}: one side changed it, the other deleted it")
                return
            reason = f"deleted on the other side, {side} left it as it was"
            self._decide(name, self._newer_side, "three-way", Grade.PROVEN, reason, None, old)
            return
        if identity(old.document) is None:
            self._leave([], [old], "YAML without kind and apiVersion has no counterpart")
            return
        if not self.three_way and self.settings.one_sided == "drop-older":
            reason = f"only {side}, the older side, has it: dropped, as asked for"
            self._decide(name, self._newer_side, "one-sided", Grade.POLICY, reason, None, old)
            return
        if not self._insert(old, paired):
            self._leave([], [old], f"{name} has no place on the newer side")
            return
        grade = Grade.PROVEN if self.three_way else Grade.POLICY
        rule = "three-way" if self.three_way else "one-sided"
        reason = (
            f"{side} added it" if self.three_way else f"only {side}, the older side, has it: kept"
        )
        self._decide(name, "both", rule, grade, reason, None, old)

    def _insert(self, old: _Found, paired: Sequence[tuple[_Found, _Found]]) -> bool:
        """Put a whole document behind the one that precedes it on its own side."""
        before = [n for n, o in paired if o.order < old.order]
        anchors = before or [n for n, _ in paired]
        if not anchors:
            return False
        anchor = max(anchors, key=lambda f: f.order) if before else anchors[0]
        text = anchor.text
        lines = moved(old.text, old.document.start, old.document.end, text, 0)
        text.insert(anchor.document.end, [separator(text), *lines])
        self.added.setdefault(id(text), []).append(meaning(old.document.root))
        return True

    def _newer_only(self, new: _Found, origin: dict[Identity | None, list[_Found]]) -> None:
        self._expect(new, meaning(new.document.root))
        name = title(new.document)
        known = origin.get(identity(new.document), [])
        side = new.text.variant.side
        if self.three_way and known:
            if meaning(known[0].document.root) != meaning(new.document.root):
                reason = f"{name}: one side changed it, the other deleted it"
            else:
                reason = f"{name}: {self._older_side} deleted the whole manifest"
            self._leave([new], [], reason)
            return
        if identity(new.document) is None:
            if any(identity(f.document) is None for t in self.older for f in _found([t])):
                self._leave([new], [], "YAML without kind and apiVersion has no counterpart")
            return
        grade = Grade.PROVEN if self.three_way else Grade.POLICY
        self._decide(name, self._newer_side, "one-sided", grade, f"only {side} has it", new, None)

    # --- proof ----------------------------------------------------------------------------------

    def _expect(self, new: _Found, value: Value) -> None:
        self.expected.setdefault(id(new.text), []).append((new, value))

    def _verify(self) -> None:
        """Read every edited stream again and compare it with what was decided."""
        for text in self.newer:
            if not text.edits:
                continue
            wanted = [value for _, value in self.expected.get(id(text), [])]
            wanted += self.added.get(id(text), [])
            try:
                got = [meaning(d.root) for d in documents(text.edited())]
            except NotYaml as error:
                got = [error.message]
            if not _same(got, wanted):
                text.edits.clear()
                self._leave(
                    [new for new, _ in self.expected.get(id(text), [])],
                    [],
                    "the merged manifest would not read back as decided",
                )

    # --- decisions ------------------------------------------------------------------------------

    @property
    def _newer_side(self) -> str:
        sides = [t.variant.side for t in self.newer]
        if sides:
            return sides[0]
        return "theirs" if self._older_side == "ours" else "ours"

    @property
    def _older_side(self) -> str:
        return next((t.variant.side for t in self.older), "theirs")

    def _decide(
        self,
        name: str,
        action: str,
        rule: str,
        grade: Grade,
        reason: str,
        new: _Found | None,
        old: _Found | None,
    ) -> None:
        texts, spans = [], {}
        for found in (new, old):
            if found is None:
                texts.append("")
                continue
            document = found.document
            texts.append(found.text.text(document.start, document.end))
            spans[found.text.variant.side] = lines_of(found.text, document.start, document.end)
        self.result.decisions.append(
            Decision(
                conflict_id(f"{name}\n{texts[0]}", f"{name}\n{texts[1]}"),
                "manifest",
                name,
                action,  # type: ignore[arg-type]
                rule,
                grade,
                reason,
                ours=spans.get("ours"),
                theirs=spans.get("theirs"),
            )
        )


def _found(texts: Sequence[StreamText]) -> list[_Found]:
    made: list[_Found] = []
    for text in texts:
        made.extend(
            _Found(text, document, len(made) + i) for i, document in enumerate(text.documents)
        )
    return made


def _by_identity(texts: Sequence[StreamText]) -> dict[Identity | None, list[_Found]]:
    grouped: dict[Identity | None, list[_Found]] = {}
    for found in _found(texts):
        grouped.setdefault(identity(found.document), []).append(found)
    return grouped


def _same(got: Sequence[object], wanted: Sequence[object]) -> bool:
    """Whether two collections of values are equal whatever their order."""
    left = list(wanted)
    for value in got:
        if value not in left:
            return False
        left.remove(value)
    return not left
