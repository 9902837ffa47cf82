"""A statement's text and its parts that have an identity: arguments, entries, names, parameters."""

from __future__ import annotations

import ast
from typing import NamedTuple

from prefect_codemods.python import normal_form
from prefect_migrate.model import split_lines

_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")


class Unmergeable(Exception):
    """Parts that both sides changed differently; the message says which."""


class Item(NamedTuple):
    """A keyword argument, entry or imported name: its identity, its node and where it stands."""

    key: str
    node: ast.AST
    start: int
    end: int


Items = dict[str, Item]


class StatementCode:
    """A statement's text, its syntax tree, and where its nodes stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.node: ast.AST = normal_form.parsed_module(text)
        self._starts = [0]
        self._lines = split_lines(text)
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """The character offset of a 1-based line and a column in UTF-8 bytes."""
        before = self._lines[line - 1].encode("utf-8")[:column]
        return self._starts[line - 1] + len(before.decode("utf-8"))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where ``node`` stands, as characters."""
        found = [getattr(node, name, None) for name in _PLACE]
        if None in found:
            raise Unmergeable("code without a place")
        line, column, end_line, end_column = (int(v) for v in found if v is not None)
        return self.at(line, column), self.at(end_line, end_column)

    def of(self, node: ast.AST) -> str:
        """The text of ``node``."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_start(self, offset: int) -> int:
        """Where the line that holds ``offset`` begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the next line begins."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def alone(self, item: Item) -> bool:
        """Whether an item stands on lines of its own."""
        before = self.text[self.line_start(item.start) : item.start]
        behind = self.text[item.end : self.line_end(item.end)].strip()
        return not before.strip() and behind.lstrip(",").lstrip()[:1] in ("", "#")


def read_members(code: StatementCode, node: ast.AST) -> Items:
    """The members of ``node`` by identity, in order."""
    found: list[Item] = []
    if isinstance(node, ast.Call):
        found = [Item(k.arg or "**", k, *code.span(k)) for k in node.keywords]
    elif isinstance(node, ast.ImportFrom):
        names = node.names
        found = [Item(f"{a.name} as {a.asname}", a, *code.span(a)) for a in names]
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                raise Unmergeable("a dictionary that unpacks another")
            place = code.span(key)[0], code.span(value)[1]
            found.append(Item(ast.dump(key), value, *place))
    elif isinstance(node, (ast.Set, ast.List, ast.Tuple)):
        found = [Item(ast.dump(e), e, *code.span(e)) for e in node.elts]
    items = {item.key: item for item in found}
    if len(items) != len(found) or "**" in items:
        raise Unmergeable("members that are not told apart by name")
    return items


def read_parameters(code: StatementCode, node: ast.AST, group: str) -> Items:
    """The parameters of one group by name, each with its default."""
    assert isinstance(node, ast.arguments)
    found = list(getattr(node, group))
    defaults: list[ast.expr | None] = list(node.kw_defaults)
    if group != "kwonlyargs":
        plain = len(node.posonlyargs) + len(node.args) - len(node.defaults)
        every = [*[None] * plain, *node.defaults]
        split = len(node.posonlyargs)
        defaults = every[:split] if group == "posonlyargs" else every[split:]
    made: Items = {}
    for parameter, default in zip(found, defaults, strict=True):
        start, end = code.span(parameter)
        whole = ast.Tuple([parameter, *([default] if default else [])])
        made[parameter.arg] = Item(
            parameter.arg, whole, start, code.span(default)[1] if default else end
        )
    return made


def parameter_parts(item: Item) -> tuple[ast.expr | None, ast.Constant]:
    """The annotation and the default of a parameter. Raises ``Unmergeable`` without a plain one."""
    assert isinstance(item.node, ast.Tuple)
    parameter, *default = item.node.elts
    assert isinstance(parameter, ast.arg)
    if not default or not isinstance(default[0], ast.Constant):
        raise Unmergeable(f"both sides changed {item.key}")
    return parameter.annotation, default[0]


def items_differ(one: Item, other: Item) -> bool:
    """Whether two items say different things."""
    return normal_form.normal_dump(one.node) != normal_form.normal_dump(other.node)
