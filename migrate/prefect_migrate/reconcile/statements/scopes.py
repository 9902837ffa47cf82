"""Where the names of functions and classes come from, in a merge and on its sides.

A name that a function gave to a parameter or a variable, and that one side renamed, must not be
looked up in the module where the other side uses it; nor the other way round.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prefect_migrate.reconcile.statements.elements import Text

_Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(slots=True)
class Scope:
    """A function or class: its code, and for each name that it uses where that comes from.

    Definitions of one name in one place are one scope.
    """

    name: str
    code: list[str] = field(default_factory=list)
    origins: dict[str, set[str]] = field(default_factory=dict)


Scopes = Mapping[str, Scope]


def module_scopes(text: Text) -> Scopes:
    """The functions and classes of a module by their dotted names."""
    found: dict[str, Scope] = {}
    for dotted, code in _definitions(text, text.tree.body, ""):
        found.setdefault(dotted, Scope(dotted.rpartition(".")[2])).code.append(code)
    waiting = [("", table) for table in text.symbols.get_children()]
    while waiting:
        owner, table = waiting.pop()
        dotted = f"{owner}{table.get_name()}"
        if dotted in found:
            for symbol in table.get_symbols():
                found[dotted].origins.setdefault(symbol.get_name(), set()).add(_origin(symbol))
            waiting += [(f"{dotted}.", child) for child in table.get_children()]
    return found


def _definitions(text: Text, body: list[ast.stmt], owner: str) -> Iterator[tuple[str, str]]:
    """The functions and classes, wherever they stand, each with its lines."""
    waiting: list[tuple[str, ast.AST]] = [(owner, node) for node in reversed(body)]
    while waiting:
        owner, node = waiting.pop()
        if isinstance(node, _Definition):
            yield f"{owner}{node.name}", "".join(text.lines[node.lineno - 1 : node.end_lineno])
            owner = f"{owner}{node.name}."
        if isinstance(node, ast.expr):
            continue
        waiting += [(owner, child) for child in ast.iter_child_nodes(node)]


def _origin(symbol: symtable.Symbol) -> str:
    if symbol.is_free():
        return "a function around it"
    return "the module" if symbol.is_global() else "itself"


def confused(result: Scopes, newer: Scopes, older: Scopes) -> Iterator[tuple[str, str]]:
    """The functions in which a name means something else than on a side, each with a sentence."""
    for dotted, scope in result.items():
        sides = [side[dotted] for side in (newer, older) if dotted in side]
        if len(sides) < 2 or any(side.code == scope.code for side in sides):
            continue
        for name, origins in scope.origins.items():
            known = [side.origins[name] for side in sides if name in side.origins]
            if any(its != origins for its in known):
                yield scope.name, f"{name} means another thing on one side of {scope.name}"
                break
