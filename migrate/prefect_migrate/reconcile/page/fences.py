"""Fenced code of two variants of a page, group by group."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from prefect_migrate.documents.page import Fence, Page
from prefect_migrate.model import Decision, Grade, conflict_id
from prefect_migrate.printing import quoted_line
from prefect_migrate.reconcile.decision_rules import dropped_comments
from prefect_migrate.reconcile.edits import Stream
from prefect_migrate.reconcile.page.equivalence import Judged, compare_after_codemods
from prefect_migrate.reconcile.page.strings import string_identities
from prefect_migrate.reconcile.result import Span

if TYPE_CHECKING:
    from prefect_migrate.reconcile.page.align import BlockGroup
    from prefect_migrate.reconcile.page.page_merge import PageMerge

_MANIFEST = re.compile(r"^\s*(?:- )?(?:apiVersion|kind):", re.MULTILINE)


def fences_within(page: Page, span: Span) -> list[Fence]:
    """The fences that start within the lines of ``span``."""
    return [fence for fence in page.fences if span[0] <= fence.start < span[1]]


def fence_code(page: Page, fence: Fence) -> str:
    """The code of a fence, without what stands before its lines."""
    lines = page.lines[fence.first : fence.last]
    return "".join(line[len(p) :] for line, p in zip(lines, fence.prefixes, strict=True))


def is_manifest(page: Page, fence: Fence) -> bool:
    """Whether a fence holds YAML that looks like manifests of Kubernetes."""
    text = "".join(page.lines[fence.first : fence.last])
    return fence.language == "yaml" and bool(_MANIFEST.search(text))


def merge_python_fences(merge: PageMerge) -> None:
    """Python code: equal after the codemods means the newer text, all else stays."""
    moved: dict[int, list[Fence]] = {}
    fresh: dict[int, list[Fence]] = {}
    together = _judge_all_fences(merge)
    for index, group in merge.conflicted:
        newer, older = (
            _python_fences(merge.newer, merge.newer_lines(group)),
            _python_fences(merge.older, merge.older_lines(group)),
        )
        if not (newer or older):
            continue
        if together is not None:
            _decide_equal_code(merge, newer, older, together)
        elif newer and older:
            _merge_fence_pairs(merge, index, newer, older)
        elif newer:
            fresh[index] = newer
        else:
            moved[index] = older
    _settle_moved_code(merge, moved, fresh)


def _python_fences(page: Page, span: Span) -> list[Fence]:
    return [fence for fence in fences_within(page, span) if fence.language == "python"]


def _judge_all_fences(merge: PageMerge) -> Judged | None:
    """The judgement on all Python of both pages, if that is equal: fences build on one another."""
    newer, older = (
        [fence for fence in page.fences if fence.language == "python"]
        for page in (merge.newer, merge.older)
    )
    if not newer or not older:
        return None
    judged = _judge_fences(merge, newer, older)
    return judged if judged.equal else None


def _merge_fence_pairs(
    merge: PageMerge, index: int, newer: list[Fence], older: list[Fence]
) -> None:
    """Both sides have Python in a group: compare fence by fence, or all of it."""
    pairs = list(zip(newer, older, strict=False)) if len(newer) == len(older) else []
    for its, other in pairs:
        judged = _judge_fences(merge, [its], [other])
        if judged.equal:
            _decide_equal_code(merge, [its], [other], judged)
        elif not _by_statement(merge, index, its, other):
            _leave_code(
                merge, index, judged.reasons, _span_of_fences([its]), _span_of_fences([other])
            )
    if not pairs:
        judged = _judge_fences(merge, newer, older)
        if judged.equal:
            _decide_equal_code(merge, newer, older, judged)
        else:
            _leave_code(
                merge, index, judged.reasons, _span_of_fences(newer), _span_of_fences(older)
            )


def _by_statement(merge: PageMerge, index: int, newer: Fence, older: Fence) -> bool:
    """Merge two fences by statement; only a merge that settles all of them counts."""
    if any(newer.prefixes) or any(older.prefixes):
        return False
    from prefect_migrate.reconcile.statements.lines import ModulePlace, merge_module

    module = ModulePlace((newer.first, newer.last), (older.first, older.last), None)
    parts = merge_module(merge.sides, module, merge.settings)
    if parts is None or parts.undecided:
        return False
    merge.edits += parts.edits
    merge.decisions += parts.decisions
    return True


def shown_identities(merge: PageMerge) -> frozenset[str]:
    """The identities of the manifests in YAML fences of the older page, one to a fence."""
    page = merge.older
    streams = [Stream(0, f.last - f.first) for f in page.fences if is_manifest(page, f)]
    codes = [fence_code(page, f) for f in page.fences if is_manifest(page, f)]
    return frozenset().union(
        *(string_identities(code, [stream]) for code, stream in zip(codes, streams, strict=True))
    )


def _joined_code(page: Page, of: list[Fence]) -> str:
    return "\n".join(fence_code(page, fence) for fence in of)


def _judge_fences(merge: PageMerge, newer: list[Fence], older: list[Fence]) -> Judged:
    codes = _joined_code(merge.newer, newer), _joined_code(merge.older, older)
    judged = compare_after_codemods(*codes, "python", merge.settings, shown_identities(merge))
    above = _imports_above(merge.newer, newer[0]), _imports_above(merge.older, older[0])
    if judged.equal or not any(above):
        return judged
    whole = [imports + code for imports, code in zip(above, codes, strict=True)]
    again = compare_after_codemods(
        whole[0], whole[1], "python", merge.settings, shown_identities(merge)
    )
    return again if again.equal else judged


def _imports_above(page: Page, fence: Fence) -> str:
    """What the code before a fence imports: a fence goes on with the names of those above it."""
    found: list[str] = []
    for other in page.fences:
        if other.start < fence.start and other.language == "python":
            found += _imports_of(fence_code(page, other))
    # A page whose examples all import the same imports it once: the last one counts.
    return "".join(reversed(dict.fromkeys(reversed(found))))


@lru_cache(maxsize=512)
def _imports_of(code: str) -> tuple[str, ...]:
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    imports = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return tuple(f"{ast.unparse(node)}\n" for node in imports)


def _settle_moved_code(
    merge: PageMerge, moved: dict[int, list[Fence]], fresh: dict[int, list[Fence]]
) -> None:
    """Code that stands in different groups on the two sides."""
    alone: dict[int, list[Fence]] = {}
    for index, older in moved.items():
        for at, newer in list(fresh.items()):
            judged = _judge_fences(merge, newer, older)
            if judged.equal:
                _decide_equal_code(merge, newer, older, judged)
                del fresh[at]
                break
        else:
            alone[index] = older
    for (index, older), (at, newer) in zip(alone.items(), fresh.items(), strict=False):
        # They may be versions of each other: whoever takes one side must lose the other.
        reason = "the code differs, and is in different places"
        _leave_code(merge, at, [reason], _span_of_fences(newer), None)
        _leave_code(merge, index, [reason], None, _span_of_fences(older))
    for index, older in list(alone.items())[len(fresh) :]:
        reason = f"only {merge.sides.older.side} has this code"
        _leave_code(merge, index, [reason], None, _span_of_fences(older))
    for newer in list(fresh.values())[len(alone) :]:
        rule, grade = merge.sides.rule("newer-wins", Grade.POLICY)
        reason = f"only {merge.sides.newer.side} has this code"
        merge.decisions.append(_decide_on_fences(merge, "code", newer, [], rule, grade, reason))


def _decide_equal_code(
    merge: PageMerge, newer: list[Fence], older: list[Fence], judged: Judged
) -> None:
    kind = "flow" if judged.equality == "graph" else "code"
    after = f" after {', '.join(judged.rules)}" if judged.rules else ""
    rule = "equal-after-codemods" if judged.rules else "equal-code"
    reason = f"{judged.reasons[0]}{after}; the text of {merge.sides.newer.side} stays"
    made = _decide_on_fences(merge, kind, newer, older, rule, judged.grade, reason, judged.notes)
    merge.decisions.append(made)
    if merge.sides.base is None:
        spans = _span_of_fences(newer), _span_of_fences(older)
        merge.decisions += dropped_comments(merge.sides, judged.lost, *spans)


def _leave_code(
    merge: PageMerge, index: int, reasons: Sequence[str], newer: Span | None, older: Span | None
) -> None:
    """Keep code in markers; if it holds manifests, with all that stands around it."""
    for page, span in ((merge.newer, newer), (merge.older, older)):
        if span and "apiVersion:" in "".join(page.lines[span[0] : span[1]]):
            merge.leave(index, *reasons)
            return
    merge.leave_code(index, reasons, newer, older)


def merge_other_fences(merge: PageMerge) -> None:
    """Fences that are neither Python nor manifests: they go with the layout."""
    for _, group in merge.conflicted:
        _merge_other_code(merge, group)


def _merge_other_code(merge: PageMerge, group: BlockGroup) -> None:
    newer = [
        f
        for f in fences_within(merge.newer, merge.newer_lines(group))
        if _is_other_code(merge.newer, f)
    ]
    older = [
        f
        for f in fences_within(merge.older, merge.older_lines(group))
        if _is_other_code(merge.older, f)
    ]
    for its in newer:
        same = [f for f in older if f.language == its.language]
        if not same:
            continue
        older.remove(same[0])
        _compare_other_code(merge, its, same[0])
    for left in older:
        rule, grade = merge.sides.rule("newer-wins", Grade.POLICY)
        reason = f"only {merge.sides.older.side} has this block: dropped"
        made = _decide_on_fences(merge, "code", [], [left], rule, grade, reason)
        merge.decisions.append(replace(made, dropped=(quoted_line(fence_code(merge.older, left)),)))


def _is_other_code(page: Page, fence: Fence) -> bool:
    return fence.language != "python" and not is_manifest(page, fence)


def _compare_other_code(merge: PageMerge, newer: Fence, older: Fence) -> None:
    its, others = fence_code(merge.newer, newer), fence_code(merge.older, older)
    if its == others:
        return
    judged = compare_after_codemods(its, others, newer.language, merge.settings)
    if judged.equal:
        _decide_equal_code(merge, [newer], [older], judged)
        return
    rule, grade = merge.sides.rule("newer-wins", Grade.POLICY)
    reason = f"the blocks differ; the block stays that of {merge.sides.newer.side}"
    made = _decide_on_fences(merge, "code", [newer], [older], rule, grade, reason)
    merge.decisions.append(replace(made, dropped=(quoted_line(others),)))


def _decide_on_fences(
    merge: PageMerge,
    kind: str,
    newer: list[Fence],
    older: list[Fence],
    rule: str,
    grade: Grade,
    reason: str,
    evidence: tuple[str, ...] = (),
) -> Decision:
    texts = _joined_code(merge.newer, newer), _joined_code(merge.older, older)
    fence = (newer or older)[0]
    named = fence.language or fence.info.strip() or "plain"
    action = merge.sides.newer.side
    assert action != "base"
    made = Decision(
        conflict_id(*texts), kind, f"{named} block", action, rule, grade, reason, evidence
    )
    return merge.sides.decision(made, _span_of_fences(newer), _span_of_fences(older))


def _span_of_fences(of: list[Fence]) -> Span | None:
    return (of[0].start, of[-1].end) if of else None
