"""Indentation of expressions that move, and commas of argument lists that grow or shrink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.tree import holds

N = TypeVar("N", bound="cst.CSTNode")


def line_indent(space: cst.BaseParenthesizableWhitespace) -> str | None:
    """The indentation of the line that ``space`` ends on, relative to its block; ``None``: no break."""
    if isinstance(space, cst.ParenthesizedWhitespace):
        return space.last_line.value
    return None


def argument_indent(args: Sequence[cst.Arg], index: int, opening: cst.Call) -> str | None:
    """The indentation of the line on which argument ``index`` of ``opening`` starts.

    ``None`` where it stands on the line of the call itself.
    """
    for before in range(index - 1, -1, -1):
        comma = args[before].comma
        if isinstance(comma, cst.Comma):
            found = line_indent(comma.whitespace_after)
            if found is not None:
                return found
    return line_indent(opening.whitespace_before_args)


def shifted(node: N, old: str | None, new: str | None) -> N:
    """``node`` with its inner lines moved from a place indented ``old`` to one indented ``new``."""
    width = len(old or "") - len(new or "")
    if old is None or width == 0 or not holds(node, cst.ParenthesizedWhitespace):
        return node
    from prefect_codemods.python.indentation_shift import IndentationShift

    made = node.visit(IndentationShift(width))
    assert isinstance(made, type(node))
    return made


def spliced(args: Sequence[cst.Arg], index: int, new: Sequence[cst.Arg]) -> list[cst.Arg]:
    """``args`` with argument ``index`` replaced by ``new`` (perhaps none), commas set right."""
    old = args[index]
    before, after = list(args[:index]), list(args[index + 1 :])
    if new:
        made = [a.with_changes(comma=_between(args, index)) for a in new]
        made[-1] = _in_place_of(old, made[-1])
        return [*before, *made, *after]
    if not after and before:
        before[-1] = ending_like(before[-1], old)
    return [*before, *after]


def _in_place_of(old: cst.Arg, arg: cst.Arg) -> cst.Arg:
    return arg.with_changes(comma=old.comma, whitespace_after_arg=old.whitespace_after_arg)


def laid_out_like(call: cst.Call, args: Sequence[cst.Arg]) -> cst.Call:
    """``call`` with ``args`` instead of its own, one a line if its own stood so."""
    if not args or not call.args or line_indent(call.whitespace_before_args) is None:
        return call.with_changes(args=args, whitespace_before_args=cst.SimpleWhitespace(""))
    made = [a.with_changes(comma=_between(call.args, 0)) for a in args]
    made[-1] = _in_place_of(call.args[-1], made[-1])
    return call.with_changes(args=made)


def without(call: cst.Call, index: int) -> cst.Call:
    """``call`` without its argument ``index``."""
    args = spliced(call.args, index, [])
    if args:
        return call.with_changes(args=args)
    return call.with_changes(args=args, whitespace_before_args=cst.SimpleWhitespace(""))


def closing_space(arg: cst.Arg) -> cst.BaseParenthesizableWhitespace:
    """What stands behind the last argument ``arg`` and its comma, up to the bracket."""
    return (
        arg.comma.whitespace_after if isinstance(arg.comma, cst.Comma) else arg.whitespace_after_arg
    )


def ending_like(arg: cst.Arg, last: cst.Arg) -> cst.Arg:
    """``arg`` before the closing bracket, as ``last`` stood there, with the comment behind it."""
    if arg.comma is last.comma and isinstance(arg.comma, cst.Comma):
        return arg
    mine, space = closing_space(arg), closing_space(last)
    made = _in_place_of(last, arg)
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return made
    line = mine.first_line if isinstance(mine, cst.ParenthesizedWhitespace) else None
    line = line or cst.TrailingWhitespace(newline=space.first_line.newline)
    space = space.with_changes(first_line=line)
    if isinstance(made.comma, cst.Comma):
        return made.with_changes(comma=made.comma.with_changes(whitespace_after=space))
    return made.with_changes(whitespace_after_arg=space)


def _between(args: Sequence[cst.Arg], index: int) -> cst.Comma:
    """The comma that the list itself uses between two arguments, without its comments."""
    for candidate in (args[index - 1] if index else None, args[index], *args):
        if candidate is not None and isinstance(candidate.comma, cst.Comma):
            if candidate is args[-1]:
                continue
            if isinstance(candidate.comma.whitespace_after, cst.ParenthesizedWhitespace):
                return without_comments(candidate.comma)
            return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def without_comments(comma: cst.Comma) -> cst.Comma:
    """``comma`` with the line break behind it, and nothing else that stands there."""
    after = comma.whitespace_after
    if not isinstance(after, cst.ParenthesizedWhitespace):
        return comma
    line = cst.TrailingWhitespace(newline=after.first_line.newline)
    return cst.Comma(whitespace_after=after.with_changes(first_line=line, empty_lines=[]))


def closing(
    own: cst.Comma | cst.MaybeSentinel, final: cst.Comma | cst.MaybeSentinel
) -> cst.Comma | cst.MaybeSentinel:
    """What stands behind a new last element: as the list ended, with the comment of its own line.

    ``own`` stood behind it before, ``final`` behind the old last one.
    """
    if not isinstance(final, cst.Comma) or own is final:
        return final
    space = final.whitespace_after
    mine = own.whitespace_after if isinstance(own, cst.Comma) else None
    if not isinstance(space, cst.ParenthesizedWhitespace) or not isinstance(
        mine, cst.ParenthesizedWhitespace
    ):
        return without_comments(final)
    line = space.with_changes(first_line=mine.first_line)
    return final.with_changes(whitespace_after=line)
