"""What the page shows of each file, ready to be laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from markupsafe import Markup

from prefect_codemods.migration import Migration
from prefect_migrate.conflicts import Conflict
from prefect_migrate.model import Decision, Grade, Outcome, split_lines
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.code_lines import Token, coloured_lines, line_html
from prefect_migrate.reports.finding import Finding, equal_findings, outcome_findings
from prefect_migrate.reports.hunks import DiffHunk, outcome_hunks
from prefect_migrate.reports.links import describe_code
from prefect_migrate.reports.masking import masked_text
from prefect_migrate.reports.sides import ConflictSides, conflict_base, conflict_sides
from prefect_migrate.reports.word_marks import marked_lines

_CONTEXT = 3
_MOST_LINES = 400
WAYS_OUT: Mapping[str, str] = {
    "newer-wins": "Take another side with `--prefer ours|theirs`, or decide this alone.",
    "one-sided": "Drop such fields with `--one-sided drop-older`, or decide this alone.",
    "user": "It follows `--prefer`; decide this alone to differ from it.",
    "decisions": "It follows your decisions file.",
}
_ORIGINS = {
    "ours": ("ours", "O"),
    "theirs": ("theirs", "T"),
    "base": ("base", "B"),
    "rule": ("rule", "R"),
    "marker": ("marker", "!"),
    "common": ("common", " "),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a diff or a side: its numbers, its sign, its text."""

    old: int | None
    new: int | None
    sign: str
    html: Markup
    origin: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class DiffBlock:
    """One hunk: its rows one below the other, and in pairs side by side."""

    anchor: str
    rules: tuple[str, ...]
    rows: tuple[Row, ...]
    pairs: tuple[tuple[Row | None, Row | None], ...]
    cut: int = 0


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision with its way out, and its lines for the decisions file."""

    decision: Decision
    line: int
    way_out: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """All sides of a conflict, and the result with the origin of each line."""

    id: str
    line: int
    sides: tuple[tuple[str, tuple[Row, ...]], ...]
    result: tuple[Row, ...] | None
    remains: str = ""


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of the page; ``joined_findings`` holds no decisions, and equal findings as one."""

    anchor: str
    path: str
    findings: tuple[Finding, ...]
    joined_findings: tuple[tuple[Finding, ...], ...]
    blocks: tuple[DiffBlock, ...]
    conflicts: tuple[ShownConflict, ...]
    decisions: tuple[ShownDecision, ...]
    pictures: tuple[tuple[str, Markup], ...]
    direction: str
    evidence: tuple[str, ...]
    state: str
    search: str
    rules: str
    grades: str


def file_view(outcome: Outcome, number: int, migration: Migration) -> FileView:
    """What is shown of one outcome, whose sentences are masked already."""
    found = tuple(outcome_findings(outcome))
    sides = conflict_sides(outcome)
    path = outcome.source.path
    anchor = f"file-{number}"
    code = _Code(outcome)
    rules = sorted({one.code for one in found})
    grades = sorted({one.grade for one in found if one.grade})
    direction, evidence = _merge_direction(outcome)
    return FileView(
        anchor,
        visible_text(path),
        found,
        tuple(map(tuple, equal_findings(one for one in found if one.kind != "decision"))),
        tuple(
            _diff_block(code, edit, f"{anchor}-{i}")
            for i, edit in enumerate(outcome_hunks(outcome), 1)
        ),
        tuple(_shown_conflicts(outcome, sides, code)),
        tuple(_shown_decision(made, sides) for made in outcome.decisions),
        tuple(_flow_pictures(outcome, sides, number, migration)),
        direction,
        evidence,
        _file_state(outcome),
        " ".join([path, *rules, *grades, *(one.message for one in found)]).lower(),
        " ".join(rules),
        " ".join(grades),
    )


def _merge_direction(outcome: Outcome) -> tuple[str, tuple[str, ...]]:
    """What the merge starts from: the base, or which side is the newer one."""
    if (base := outcome.base) is not None:
        return f"{base.sentence[0].upper()}{base.sentence[1:]}.", base.evidence
    if outcome.direction is None:
        return "", ()
    newer = outcome.direction.newer
    sentence = f"The newer side is {newer}." if newer else "Which side is newer is not known."
    return sentence, outcome.direction.evidence


def _file_state(outcome: Outcome) -> str:
    if outcome.refusal:
        return "refused"
    return "attention" if outcome.left else "fixed"


class _Code:
    """The lines of a file before and after, masked and in syntax colours."""

    def __init__(self, outcome: Outcome) -> None:
        path = outcome.source.path
        self.before, self.after = masked_text(outcome.source.text), masked_text(outcome.text)
        self.old, self.new = split_lines(self.before), split_lines(self.after)
        self.old_tokens: list[list[Token]] = coloured_lines(self.before, path)
        self.new_tokens: list[list[Token]] = coloured_lines(self.after, path)
        self.origins = [line.origin for line in outcome.lines]

    def old_row(self, at: int, sign: str = " ", new: int | None = None) -> Row:
        """A line of the input."""
        return Row(at + 1, new, sign, line_html(self.old_tokens[at]))

    def new_row(self, at: int) -> Row:
        """A line of the output, with its origin."""
        kind, letter = "", ""
        if at < len(self.origins):
            kind, letter = _ORIGINS[self.origins[at].source]
        return Row(None, at + 1, "", line_html(self.new_tokens[at]), kind, letter)


def _diff_block(code: _Code, edit: DiffHunk, anchor: str) -> DiffBlock:
    shift = edit.new_start - edit.start
    above = [
        code.old_row(at, " ", at + shift + 1)
        for at in range(max(0, edit.start - _CONTEXT), edit.start)
    ]
    after_shift = edit.new_start + len(edit.after) - edit.end
    below = [
        code.old_row(at, " ", at + after_shift + 1)
        for at in range(edit.end, min(len(code.old), edit.end + _CONTEXT))
    ]
    old = code.old[edit.start : edit.end]
    new = code.new[edit.new_start : edit.new_start + len(edit.after)]
    cut = max(0, len(old) - _MOST_LINES) + max(0, len(new) - _MOST_LINES)
    before, after = marked_lines(old[:_MOST_LINES], new[:_MOST_LINES])
    removed = [
        Row(at + 1, None, "-", line_html(code.old_tokens[at], marks))
        for at, marks in enumerate(before, edit.start)
    ]
    added = [
        Row(None, at + 1, "+", line_html(code.new_tokens[at], marks))
        for at, marks in enumerate(after, edit.new_start)
    ]
    pairs = [*((row, row) for row in above), *zip_longest(removed, added)]
    pairs += [(row, row) for row in below]
    rows = (*above, *removed, *added, *below)
    return DiffBlock(anchor, edit.rules, rows, tuple(pairs), cut)


def _shown_conflicts(
    outcome: Outcome, sides: ConflictSides, code: _Code
) -> Iterator[ShownConflict]:
    edits = outcome_hunks(outcome)
    left = {remaining.id: remaining.reason for remaining in outcome.remaining}
    for conflict in sides.conflicts:
        shown = [("ours", conflict.ours_label), ("theirs", conflict.theirs_label)]
        if conflict.base is not None:
            shown.insert(0, ("base", conflict.base_label))
        panes = tuple(_side_pane(conflict, side, label, code) for side, label in shown)
        if conflict.base is None and (base := conflict_base(outcome, conflict)) is not None:
            panes = (("base", _outside_rows(base, outcome.source.path)), *panes)
        edit = next((e for e in edits if e.touches(conflict.start + 1, conflict.end + 1)), None)
        result = None
        if edit is not None:
            stop = edit.new_start + len(edit.after)
            result = tuple(map(code.new_row, range(edit.new_start, stop)))[:_MOST_LINES]
        yield ShownConflict(
            conflict.id, conflict.start + 1, panes, result, left.get(conflict.id, "")
        )


def _side_pane(
    conflict: Conflict, side: str, label: str, code: _Code
) -> tuple[str, tuple[Row, ...]]:
    lines, start = conflict.part(side)  # type: ignore[arg-type]
    rows = tuple(map(code.old_row, range(start, start + min(len(lines), _MOST_LINES))))
    return (f"{side} ({visible_text(label)})" if label and label != side else side), rows


def _outside_rows(lines: Sequence[str], path: str) -> tuple[Row, ...]:
    """Lines that stand in no line of the file: those of a base that git has."""
    tokens = coloured_lines(masked_text("".join(lines)), path)
    shown = tokens[: min(len(lines), _MOST_LINES)]
    return tuple(Row(None, None, " ", line_html(line)) for line in shown)


def _shown_decision(made: Decision, sides: ConflictSides) -> ShownDecision:
    spans = [span for span in (made.ours, made.theirs) if span]
    line = spans[0][0] if spans else 1
    ids = [
        conflict.id
        for conflict in sides.conflicts
        if any(a <= conflict.end + 1 and b >= conflict.start + 1 for a, b in spans)
    ]
    if made.grade in (Grade.POLICY, Grade.NEEDS_REVIEW):
        ids = [made.id]
    other = "ours" if made.action != "ours" else "theirs"
    lines = tuple(f'"{id}" = "{other}"' for id in ids[:3]) if made.kind != "layout" else ()
    way_out = WAYS_OUT.get(made.rule, "Decide this conflict alone in a decisions file.")
    return ShownDecision(made, line, way_out if lines or made.rule in WAYS_OUT else "", lines)


def _flow_pictures(
    outcome: Outcome, sides: ConflictSides, number: int, migration: Migration
) -> Iterator[tuple[str, Markup]]:
    """Both flow graphs where flows were compared."""
    compared = [made for made in outcome.decisions if made.kind == "flow"]
    if not compared:
        return
    from prefect_codemods.findings import Refusal
    from prefect_migrate.flow_pictures.pictures import read_flows
    from prefect_migrate.flow_pictures.svg import as_svg

    for index, made in enumerate(compared):
        for place, side in enumerate(("ours", "theirs")):
            span = made.ours if side == "ours" else made.theirs
            lines = [text for _, text in sides.lines(side, span)]  # type: ignore[arg-type]
            text = masked_text("".join(line for line in lines if not line.startswith("```")))
            try:
                pictures, _ = read_flows(text, migration)
            except Refusal:
                continue
            for picture in pictures:
                unique = number * 1000 + index * 10 + place
                yield f"{side}: {picture.name}", Markup(as_svg(picture, unique))


def rule_counts(views: Sequence[FileView]) -> list[tuple[str, str, int, int]]:
    """For each code: its name, how many are fixed, how many need attention; most first."""
    fixed: dict[str, int] = {}
    left: dict[str, int] = {}
    for one in (one for view in views for one in view.findings):
        if one.fixed:
            fixed[one.code] = fixed.get(one.code, 0) + 1
        elif one.severity != "note":
            left[one.code] = left.get(one.code, 0) + 1
    codes = sorted({*fixed, *left}, key=lambda c: (-fixed.get(c, 0) - left.get(c, 0), c))
    return [(c, describe_code(c).name, fixed.get(c, 0), left.get(c, 0)) for c in codes]


def grade_counts(views: Sequence[FileView]) -> list[tuple[str, int]]:
    """How many decisions there are of each grade, surest first."""
    grades = ("chosen", "proven", "equivalent", "policy", "needs-review")
    every = [one.grade for view in views for one in view.findings]
    return [(grade, every.count(grade)) for grade in grades if grade in every]
