"""Pages: the layout of one side, with the facts of both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace

from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.page import Fence, Page
from prefect_migrate.model import Decision, Direction, Grade, Side, Variant, conflict_id
from prefect_migrate.reconcile.edits import LineEdit, Stream
from prefect_migrate.reconcile.page import fences, prose
from prefect_migrate.reconcile.page.align import BlockGroup
from prefect_migrate.reconcile.page.page_merge import PageMerge, is_about
from prefect_migrate.reconcile.page.strings import manifest_strings
from prefect_migrate.reconcile.page.three_way import merge_with_base
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided, touches_any
from prefect_migrate.settings import Settings

_NEAR = 200
"""How many lines around a passage its nearest kin is looked for."""


def merge_page(sides: Sides, settings: Settings, direction: Direction) -> Parts:
    """Merge two variants of a page.

    The newer side's blocks are the skeleton; facts of the older side go into its code. What
    can't be decided is left as a group of whole blocks of both sides.
    """
    if sides.base is not None:
        return merge_with_base(sides, settings)
    merge = PageMerge(sides, settings, direction)
    fences.merge_python_fences(merge)
    _manifests(merge)
    fences.merge_other_fences(merge)
    _prose(merge)
    if not sides.directed:
        _only_certain(merge, "which side is the newer one is not known")
    return _merged_parts(merge)


def unbroken_span(sides: Sides) -> Callable[[Undecided], Undecided]:
    """A part of a page that stays in markers, with all of the fences and containers it cuts.

    The only conflict of a fence may stay within its code: the fence is the same whichever side is
    taken. Several in one fence belong together.
    """
    pages = cut_page(sides.newer.text), cut_page(sides.older.text)

    def widen(part: Undecided) -> Undecided:
        fence, other = pages[0].code_around(*part.newer), pages[1].code_around(*part.older)
        if fence and other and _conflicts_in(sides, fence) < 2:
            return part
        return replace(
            part,
            newer=pages[0].unbroken(*part.newer),
            older=pages[1].unbroken(*part.older),
        )

    return widen


def _conflicts_in(sides: Sides, fence: Fence) -> int:
    """How many conflicts of the file stand in a fence of the newer side."""
    origin = sides.newer.origin
    lines = range(origin[fence.start], origin[fence.end - 1])
    return sum(conflict.start in lines for conflict in sides.conflicted.conflicts)


def _manifests(merge: PageMerge) -> None:
    """Manifests of all fences and strings, paired by identity over the whole page."""
    sides = merge.sides
    cut_off = [
        index
        for index, group in merge.conflicted
        for page, span in (
            (merge.newer, merge.newer_lines(group)),
            (merge.older, merge.older_lines(group)),
        )
        for fence in fences.fences_within(page, span)
        if fences.is_manifest(page, fence) and (fence.indent is None or not fence.closed)
    ]
    for index in cut_off:
        merge.leave(index, "manifests in a quote or in a fence without end are not merged")
    newer, older = _streams(merge.newer), _streams(merge.older)
    held = (
        [merge.newer_lines(g) for _, g in merge.conflicted],
        [merge.older_lines(g) for _, g in merge.conflicted],
    )
    if not any(
        touches_any((s.start, s.end), spans)
        for streams, spans in zip((newer, older), held, strict=True)
        for s in streams
    ):
        return
    from prefect_migrate.reconcile.manifests.manifest_merge import reconcile_manifests

    # What a person decides is taken out of the result by its lines: see left_open.
    settings = replace(merge.settings, left_open=frozenset())
    done = reconcile_manifests(sides.newer, newer, sides.older, older, settings)
    for item in done.undecided:
        found = list(merge.touching(item.newer, item.older))
        for index, its, others in found:
            merge.leave_code(index, [item.reason], its, others)
        for index, _ in merge.conflicted if not found else ():
            merge.leave(index, item.reason)
    merge.edits += done.edits
    merge.decisions += done.decisions


def _streams(page: Page) -> tuple[Stream, ...]:
    """The YAML streams of a page, in fences and in strings of Python code."""
    found: list[Stream] = []
    for fence in page.fences:
        if fence.indent is None or not fence.closed:
            continue
        if fences.is_manifest(page, fence):
            found.append(Stream(fence.first, fence.last, fence.indent))
        elif fence.language == "python":
            text = fences.fence_code(page, fence)
            found += manifest_strings(text, fence.first, fence.indent)
    return tuple(found)


def _prose(merge: PageMerge) -> None:
    links = merge.settings.codemods.migration.catalogue().canonical_link
    kept = prose.prose_passages(merge.newer, (0, len(merge.newer.lines)))
    places = [passage.span[0] for passage in kept]
    shapes: set[bool] = set()
    said: list[Decision] = []
    for index, group in merge.conflicted:
        if merge.stays_whole(index):
            continue
        newer = prose.prose_passages(merge.newer, merge.newer_lines(group))
        older = prose.prose_passages(merge.older, merge.older_lines(group))
        start, end = merge.newer_lines(group)
        near = kept[bisect_left(places, start - _NEAR) : bisect_left(places, end + _NEAR)]
        said += prose.prose_decisions(merge.sides, newer, older, near, links)
        shapes.add(_same_shape(merge, group))
    if False in shapes:
        merge.decisions.insert(0, _layout(merge))
    merge.decisions += said


def _same_shape(merge: PageMerge, group: BlockGroup) -> bool:
    """Whether both sides have the same kinds of blocks in a group."""
    newer, older = merge.sides.newer, merge.sides.older
    return _shape_of_group(merge.newer, group, newer) == _shape_of_group(merge.older, group, older)


def _shape_of_group(page: Page, group: BlockGroup, variant: Variant) -> tuple[tuple[str, int], ...]:
    start, end = group.blocks[variant.side]
    return prose.block_kinds(page.blocks[start:end])


def _layout(merge: PageMerge) -> Decision:
    sides = merge.sides
    assert sides.newer.side != "base"
    counts = [sum(f.closed for f in page.fences) for page in (merge.newer, merge.older)]
    difference = f"{counts[0]} code blocks against {counts[1]}" if counts[0] != counts[1] else ""
    rule, grade = sides.rule("newer-wins", Grade.POLICY)
    which = "the preferred side" if sides.chosen else "the newer side"
    reason = f"{sides.newer.side} is {which}: headings, order, code blocks and prose follow it"
    made = Decision(
        conflict_id(sides.newer.text, sides.older.text),
        "layout",
        "page",
        sides.newer.side,
        rule,
        grade,
        reason,
        tuple(filter(None, (*merge.direction.evidence, difference))),
    )
    return sides.decision(made, (0, len(sides.newer.lines)), (0, len(sides.older.lines)))


def _only_certain(merge: PageMerge, reason: str) -> None:
    """Without a direction, a group that took a policy, or one side's blocks, stays in markers."""
    unsure: dict[Side, set[int]] = {"ours": set(), "theirs": set()}
    for made in merge.decisions:
        if made.grade in (Grade.POLICY, Grade.NEEDS_REVIEW) and made.kind != "layout":
            if made.ours is not None:
                unsure["ours"] |= set(range(made.ours[0], made.ours[1] + 1))
            if made.theirs is not None:
                unsure["theirs"] |= set(range(made.theirs[0], made.theirs[1] + 1))
    for index, group in merge.conflicted:
        of_group = merge.lines_of([(merge.newer_lines(group), merge.older_lines(group))])
        unsettled = any(not lines.isdisjoint(unsure[side]) for side, lines in of_group.items())
        if unsettled or not _same_shape(merge, group):
            merge.leave(index, reason)
    merge.decisions = [d for d in merge.decisions if d.kind != "layout"]


def _merged_parts(merge: PageMerge) -> Parts:
    _keep_together(merge)
    undecided = tuple(merge.undecided(index) for index in sorted(merge.open))
    spans = [item.newer for item in undecided]
    in_markers = merge.lines_of((item.newer, item.older) for item in undecided)
    edits = tuple(e for e in merge.edits if not touches_any((e.start, e.end), spans))
    decisions = tuple(
        d for d in merge.decisions if d.kind == "layout" or not is_about(d, in_markers)
    )
    return Parts(edits, decisions, undecided)


def _keep_together(merge: PageMerge) -> None:
    """Let facts that were to go into blocks that stay in markers stay on their own side too."""
    place = {line: index for index, line in enumerate(merge.sides.older.origin)}
    seen: set[Span] = set()
    while True:
        undecided = [merge.undecided(index) for index in merge.open]
        spans, kept = [u.newer for u in undecided], [u.older for u in undecided]
        wanted: set[Span] = set()
        for edit in merge.edits:
            if touches_any((edit.start, edit.end), spans):
                wanted |= _sources(merge, edit, place)
        fresh = {span for span in wanted - seen if not touches_any(span, kept)}
        if not fresh:
            return
        seen |= fresh
        for span in sorted(fresh):
            for index, _, others in merge.touching(None, span):
                merge.leave_code(index, ["its facts belong to code that stays"], None, others)


def _sources(merge: PageMerge, edit: LineEdit, place: Mapping[int, int]) -> set[Span]:
    """The lines of the older side that an edit takes over; all streams if that isn't known."""
    found: set[Span] = set()
    for line in edit.lines:
        if line.origin.source == merge.sides.older.side and line.origin.line in place:
            index = place[line.origin.line or 0]
            found.add((index, index + 1))
        elif line.origin.source == "rule":
            found |= {(stream.start, stream.end) for stream in _streams(merge.older)}
    return found
