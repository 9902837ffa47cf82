"""A question of a review on a terminal: both sides and the base, the result, the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prefect_migrate.printing import visible_text
from prefect_migrate.reports.links import describe_code
from prefect_migrate.reports.masking import masked_text
from prefect_migrate.reports.style import GRADES, Style, terminal_columns
from prefect_migrate.reports.summary import count_of
from prefect_migrate.reports.word_marks import Part, marked_lines
from prefect_migrate.review.items import ReviewItem

_SHOWN = 40


def question_lines(item: ReviewItem, style: Style, number: int, total: int) -> list[str]:
    """Everything that is shown before it is asked."""
    return list(_item_lines(item, style, number, total))


def _item_lines(item: ReviewItem, style: Style, number: int, total: int) -> Iterator[str]:
    path, line = item.places[0]
    place = style.paint(f"{visible_text(path)}:{line}", "bold")
    others = len(item.places) - 1
    more = f" and {count_of(others, 'other place')}" if others else ""
    yield f"{style.paint(f'({number}/{total})', 'dim')} {place}{more}"
    name = describe_code(item.code).name
    grade = f" {style.paint(item.grade, GRADES[item.grade])}" if item.grade else ""
    shown = item.code if name == item.code else f"{item.code} {name}"
    yield f"{style.paint(shown, 'cyan')}{grade}"
    yield from style.wrap(masked_text(item.title), "")
    for reason in item.reasons:
        yield from (style.paint(text, "dim") for text in style.wrap(masked_text(reason), "  "))
    if item.remains:
        yield from style.wrap(masked_text(item.remains), "  ")
    if item.kind == "fix":
        yield from _fix_lines(item, style)
    elif item.kind == "decision":
        yield from _both_sides(item.sides[0], item.sides[1], ("", ""), style)
    else:
        yield from _conflict_lines(item, style)


def _fix_lines(item: ReviewItem, style: Style) -> Iterator[str]:
    before, after = marked_lines(_masked_lines(item.before), _masked_lines(item.after or ()))
    yield from _signed_lines(before, "-", "red", style)
    yield from _signed_lines(after, "+", "green", style)


def _conflict_lines(item: ReviewItem, style: Style) -> Iterator[str]:
    conflict = item.conflict
    assert conflict is not None
    if item.base is not None:
        yield _side_head("base", conflict.base_label, style)
        base = [[(line, False)] for line in _masked_lines(item.base)]
        yield from _signed_lines(base, "|", "", style)
    yield from _both_sides(conflict.ours, conflict.theirs, conflict.labels, style)
    if item.after is not None:
        yield _side_head("result", "", style)
        result = [[(line, False)] for line in _masked_lines(item.after)]
        yield from _signed_lines(result, "+", "green", style)


def _both_sides(
    ours: Sequence[str], theirs: Sequence[str], labels: tuple[str, str], style: Style
) -> Iterator[str]:
    first, second = marked_lines(_masked_lines(ours), _masked_lines(theirs))
    yield _side_head("ours", labels[0], style)
    yield from _signed_lines(first, "|", "blue", style)
    yield _side_head("theirs", labels[1], style)
    yield from _signed_lines(second, "|", "magenta", style)


def _side_head(side: str, label: str, style: Style) -> str:
    named = label and label != side
    return style.paint(f"{side} ({visible_text(label)})" if named else side, "bold")


def _signed_lines(
    lines: Sequence[Sequence[Part]], sign: str, colour: str, style: Style
) -> Iterator[str]:
    if not lines:
        yield style.paint(f"{sign} (nothing)", "dim")
    for parts in lines[:_SHOWN]:
        columns = style.width - 3
        shown = ""
        for text, differs in parts:
            piece = style.crop(text, columns) if columns > 0 else ""
            columns -= terminal_columns(piece)
            marks = [colour] if colour else []
            shown += style.paint(piece, *marks, *(["reverse"] if differs and marks else []))
        yield f"{style.paint(sign, colour) if colour else sign} {shown}".rstrip()
    if len(lines) > _SHOWN:
        yield style.paint(f"{sign} … {count_of(len(lines) - _SHOWN, 'more line')}", "dim")


def _masked_lines(lines: Sequence[str]) -> list[str]:
    """Lines as they are shown; a secret that runs over several is masked too."""
    return (
        [f"{line}\n" for line in masked_text("".join(lines)).rstrip("\n").split("\n")]
        if lines
        else []
    )


def item_explanation(item: ReviewItem, style: Style) -> list[str]:
    """What a person may want to know before deciding."""
    known = describe_code(item.code)
    lines = style.wrap(f"{item.code}: {known.what}", "  ") if known.what else []
    if known.why:
        lines += style.wrap(known.why, "  ")
    if item.help:
        lines += style.wrap(item.help, "  ")
    lines += [f"  {visible_text(path)}:{line}" for path, line in item.places[:20]]
    choices = " or ".join(f'"{answer}"' for answer in item.answers)
    lines += style.wrap(f'In the decisions file: "{item.id}" = {choices}', "  ")
    return lines
