"""Line breaks in expressions that the codemods write, as Black would set them.

Only calls and dictionaries made here are broken: those of the user's own have their commas written,
and keep the lines that they have.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.python.layout import shifted
from prefect_codemods.python.lazy_libcst import cst

WIDTH = 88
LONGEST = 120
_UNIT = "    "


def wrapped(node: cst.BaseExpression, indent: str, room: int) -> cst.BaseExpression:
    """``node`` with one argument or entry a line where its first line is longer than ``room``.

    ``indent`` is the indentation of the line that it stands on, relative to its block.
    """
    return _Wrapping(indent).wrap(node, indent, room)


class _Wrapping:
    """Breaks one expression; ``base`` is what the lines inside the user's own parts stand to."""

    def __init__(self, base: str) -> None:
        self.base = base

    def wrap(self, node: cst.BaseExpression, indent: str, room: int) -> cst.BaseExpression:
        """``node`` on a line that is indented ``indent`` and has ``room`` left."""
        if len(_code(node).split("\n", 1)[0]) <= room:
            return node
        if isinstance(node, cst.Lambda):
            body = self.wrap(node.body, indent, room - len("lambda: "))
            return node if body is node.body else node.with_changes(body=body)
        if isinstance(node, cst.Call) and _made_here(node.args):
            return self._call(node, indent, room)
        if isinstance(node, cst.Dict) and _made_here(node.elements):
            return self._dict(node, indent)
        return node

    def _inner(self, value: cst.BaseExpression, indent: str, used: int) -> cst.BaseExpression:
        """``value`` on a line of its own that is indented ``indent``, behind ``used`` characters."""
        made = self.wrap(value, indent, WIDTH - len(indent) - used)
        return shifted(value, self.base, indent) if made is value else made

    def _call(self, node: cst.Call, indent: str, room: int) -> cst.Call:
        if len(node.args) == 1:
            (arg,) = node.args
            value = self.wrap(arg.value, indent, room - len(_code(node.func)) - 1 - _keyword(arg))
            return (
                node
                if value is arg.value
                else node.with_changes(args=[arg.with_changes(value=value)])
            )
        inner = indent + _UNIT
        args = [
            arg.with_changes(
                value=self._inner(arg.value, inner, _keyword(arg) + 1),
                comma=cst.Comma(whitespace_after=_break(inner)),
            )
            for arg in node.args
        ]
        args[-1] = args[-1].with_changes(comma=cst.Comma(whitespace_after=_break(indent)))
        return node.with_changes(args=args, whitespace_before_args=_break(inner))

    def _dict(self, node: cst.Dict, indent: str) -> cst.Dict:
        inner = indent + _UNIT
        elements = []
        for element in node.elements:
            key = len(_code(element.key)) + 2 if isinstance(element, cst.DictElement) else 2
            elements.append(
                element.with_changes(
                    value=self._inner(element.value, inner, key + 1),
                    comma=cst.Comma(whitespace_after=_break(inner)),
                )
            )
        elements[-1] = elements[-1].with_changes(comma=cst.Comma(whitespace_after=_break(indent)))
        opening = cst.LeftCurlyBrace(whitespace_after=_break(inner))
        return node.with_changes(elements=elements, lbrace=opening)


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def _made_here(parts: Sequence[cst.Arg] | Sequence[cst.BaseDictElement]) -> bool:
    return bool(parts) and not any(isinstance(part.comma, cst.Comma) for part in parts)


def _break(indent: str) -> cst.ParenthesizedWhitespace:
    return cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(indent))


def _keyword(arg: cst.Arg) -> int:
    return len(arg.keyword.value) + 1 if arg.keyword is not None else 0
