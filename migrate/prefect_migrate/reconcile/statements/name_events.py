"""Where functions, classes and a module bind names and read them, in the order in which they run."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.soundness import adds_to

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class NameEvent(NamedTuple):
    """A name, or an attribute such as ``self.size``, that is bound or read on a 1-based line.

    ``scope`` is the dotted name of the function or class, ``""`` for the module; the second one of
    a name is ``name#2``. ``brief`` says that what binds the name is a loop, a ``with`` or an
    ``except``, which read it themselves; ``parameter`` that it is one of the function.
    """

    scope: str
    name: str
    line: int
    binds: bool
    brief: bool = False
    parameter: bool = False


def name_events(text: Text) -> list[NameEvent]:
    """The events of a module, in the order of its code."""
    reader = _Reader()
    for node in text.tree.body:
        reader.visit(node)
    return reader.found


class _Reader(ast.NodeVisitor):
    """Collects the events; what comprehensions bind is theirs alone."""

    def __init__(self) -> None:
        self.found: list[NameEvent] = []
        self._scope = ""
        self._brief = False
        self._hidden: frozenset[str] = frozenset()
        self._scopes: Counter[str] = Counter()

    def _add(self, name: str, node: ast.AST, *, binds: bool) -> None:
        if name not in self._hidden:
            line = getattr(node, "lineno", 0)
            self.found.append(NameEvent(self._scope, name, line, binds, binds and self._brief))

    def _each(self, nodes: Iterable[ast.AST | None], *, brief: bool = False) -> None:
        before, self._brief = self._brief, brief
        for node in nodes:
            if node is not None:
                self.visit(node)
        self._brief = before

    def visit_Name(self, node: ast.Name) -> None:
        self._add(node.id, node, binds=not isinstance(node.ctx, ast.Load))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name):
            dotted = f"{node.value.id}.{node.attr}"
            self._add(dotted, node, binds=isinstance(node.ctx, ast.Store))
        self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._each([node.value, *node.targets])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._each([node.annotation, node.value, node.target])

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._add(node.target.id, node.target, binds=False)
        self._each([node.value, node.target])

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._each([node.value, node.target])

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._each([node.iter])
        self._each([node.target], brief=True)
        self._each([*node.body, *node.orelse])

    visit_AsyncFor = visit_For

    def visit_withitem(self, node: ast.withitem) -> None:
        self._each([node.context_expr])
        self._each([node.optional_vars], brief=True)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._each([node.type])
        if node.name:
            self.found.append(NameEvent(self._scope, node.name, node.lineno, True, True))
        self._each(node.body)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self._add(alias.asname or alias.name.split(".")[0], node, binds=True)

    visit_ImportFrom = visit_Import

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self._hidden = self._hidden.union(node.names)  # not of this scope

    visit_Nonlocal = visit_Global

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._each([*node.decorator_list, *node.bases, *node.keywords])
        self._add(node.name, node, binds=True)
        self._within(node.name, node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outside = [*node.args.defaults, *node.args.kw_defaults, *_annotations(node.args)]
        self._each([*node.decorator_list, *outside, node.returns])
        self._add(node.name, node, binds=not any(map(adds_to, node.decorator_list)))
        self._within(node.name, node.body, _parameters(node.args))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._each([*node.args.defaults, *node.args.kw_defaults])
        self._hide({argument.arg for argument in _parameters(node.args)}, [node.body])

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, _COMPREHENSIONS):
            targets = [inner for part in node.generators for inner in ast.walk(part.target)]
            names = {inner.id for inner in targets if isinstance(inner, ast.Name)}
            self._hide(names, ast.iter_child_nodes(node))
        else:
            super().generic_visit(node)

    def _within(
        self, name: str, body: Iterable[ast.AST], parameters: Iterable[ast.arg] = ()
    ) -> None:
        before = self._scope, self._hidden
        self._scope = self._numbered(f"{self._scope}.{name}" if self._scope else name)
        self._hidden = frozenset()
        for each in parameters:
            self.found.append(NameEvent(self._scope, each.arg, each.lineno, True, parameter=True))
        self._each(body)
        self._scope, self._hidden = before

    def _numbered(self, scope: str) -> str:
        self._scopes[scope] += 1
        return scope if self._scopes[scope] == 1 else f"{scope}#{self._scopes[scope]}"

    def _hide(self, names: Iterable[str], nodes: Iterable[ast.AST]) -> None:
        before, self._hidden = self._hidden, self._hidden.union(names)
        self._each(nodes)
        self._hidden = before


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    every = [*arguments.posonlyargs, *arguments.args, arguments.vararg]
    every += [*arguments.kwonlyargs, arguments.kwarg]
    return (argument for argument in every if argument is not None)


def _annotations(arguments: ast.arguments) -> Iterator[ast.expr | None]:
    return (argument.annotation for argument in _parameters(arguments))
