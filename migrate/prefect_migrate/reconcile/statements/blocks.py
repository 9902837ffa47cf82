"""A compound statement cut into its blocks: what a head says, and the statements below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prefect_codemods.python import normal_form
from prefect_migrate.reconcile.statements.elements import Element, Span, first_line

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_Try: tuple[type[ast.Try], ...] = (ast.Try,)
if hasattr(ast, "TryStar"):
    _Try = (*_Try, ast.TryStar)


@dataclass(frozen=True)
class StatementBlock:
    """A head such as ``else:`` and the statements below it; ``label`` says which head it is.

    ``said`` is equal for heads that mean the same and have the same comments.
    """

    label: str
    head: Span
    said: tuple[str, ...]
    body: list[Element]


def statement_blocks(element: Element) -> list[StatementBlock] | None:
    """The blocks of a compound statement; ``None`` where one shares a line with its head."""
    if len(element.nodes) != 1:
        return None
    made: list[StatementBlock] = []
    at = element.start
    lines = element.text_of.lines
    for label, parts, body in _parts_of_block(element.nodes[0], lines):
        first = first_line(body[0])
        while first > at and lines[first - 1].strip()[:1] in ("", "#"):
            first -= 1
        last_head_line = max((getattr(p, "end_lineno", 0) for p in parts), default=0)
        if first <= max(at, last_head_line - 1) or not lines[at:first]:
            return None
        if first_line(body[0]) < last_head_line:
            return None
        dumps = map(normal_form.normal_dump, parts)
        said = (type(element.nodes[0]).__name__, *dumps, *element.text_of.comments(at, first))
        end = body[-1].end_lineno or 0
        made.append(StatementBlock(label, (at, first), said, element.text_of.cut(body, first, end)))
        at = end
    return made or None


def _parts_of_block(
    node: ast.stmt, lines: Sequence[str]
) -> Iterator[tuple[str, list[ast.AST], list[ast.stmt]]]:
    """For each block its label, what its head holds, and its statements."""
    if isinstance(node, _Function):
        returns = [node.returns] if node.returns else []
        takes = [*_type_parameters(node), node.args, *returns]
        yield f"def {node.name}", [*node.decorator_list, *takes], node.body
    elif isinstance(node, ast.ClassDef):
        takes = [*_type_parameters(node), *node.bases, *node.keywords]
        yield f"class {node.name}", [*node.decorator_list, *takes], node.body
    elif isinstance(node, ast.If):
        yield from _branches(node, lines)
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        yield type(node).__name__, [node.target, node.iter], node.body
        yield from _else(node.orelse)
    elif isinstance(node, ast.While):
        yield "while", [node.test], node.body
        yield from _else(node.orelse)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        yield type(node).__name__, [*node.items], node.body
    elif isinstance(node, _Try):
        yield from _handled(node)


def _type_parameters(node: ast.stmt) -> list[ast.AST]:
    """The ``T`` of ``def name[T]``, which Python has from 3.12 on."""
    return [*getattr(node, "type_params", ())]


def _handled(node: ast.Try) -> Iterator[tuple[str, list[ast.AST], list[ast.stmt]]]:
    yield type(node).__name__, [], node.body
    for handler in node.handlers:
        caught = [handler.type] if handler.type else []
        yield f"except as {handler.name}", [*caught], handler.body
    yield from _else(node.orelse)
    if node.finalbody:
        yield "finally", [], node.finalbody


def _branches(
    node: ast.If, lines: Sequence[str], label: str = "if"
) -> Iterator[tuple[str, list[ast.AST], list[ast.stmt]]]:
    yield label, [node.test], node.body
    inner = node.orelse[0] if len(node.orelse) == 1 else None
    if isinstance(inner, ast.If) and lines[inner.lineno - 1].lstrip().startswith("elif"):
        yield from _branches(inner, lines, "elif")
    else:
        yield from _else(node.orelse)


def _else(body: list[ast.stmt]) -> Iterator[tuple[str, list[ast.AST], list[ast.stmt]]]:
    if body:
        yield "else", [], body
