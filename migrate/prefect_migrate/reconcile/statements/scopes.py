"""Where the names of functions and classes come from, in a merge and on its sides.

A name that a function gave to a parameter or a variable, and that one side renamed, must not be
looked up in the module where the other side uses it; nor the other way round.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator, Mapping

from prefect_migrate.reconcile.statements.elements import Text

_Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
Code = Mapping[str, list[str]]
Origins = Mapping[str, set[str]]


def confused_functions(
    result: Text, newer: Text, older: Text, *, bound_only: bool = False
) -> Iterator[tuple[str, str]]:
    """The functions in which a name means something else than on a side, each with a sentence.

    ``bound_only``: a name that a side reads and never binds means nothing there.
    """
    if result in (newer, older):
        return
    code = _definition_lines(result)
    sides = _definition_lines(newer), _definition_lines(older)
    shared = {dotted for dotted in code if all(dotted in side for side in sides)}
    merged = {d for d in shared if all(side[d] != code[d] for side in sides)}
    if not merged:
        return
    tables = [_tables(text) for text in (result, newer, older)]
    for dotted in sorted(shared):
        if dotted not in merged and dotted.rpartition(".")[0] not in merged:
            continue
        its, *of_sides = (_name_origins(found.get(dotted, ())) for found in tables)
        pairs = zip(of_sides, (newer, older), strict=True)
        known = [_resolved(*pair) if bound_only else pair[0] for pair in pairs]
        # What one side wrote word for word must mean what it means there.
        own = [
            found for found, side in zip(known, sides, strict=True) if side[dotted] == code[dotted]
        ]
        for name, origins in its.items():
            if any(name in side and side[name] != origins for side in own or known):
                name_of_scope = dotted.rpartition(".")[2]
                yield name_of_scope, f"{name} means something else on one side of {name_of_scope}"
                break


def _resolved(origins: Origins, text: Text) -> Origins:
    """The origins but for names that a module reads and never binds: they mean nothing there."""
    return {name: found for name, found in origins.items() if name not in text.names.unresolved}


def _definition_lines(text: Text) -> Code:
    """The lines of functions and classes by their dotted names, wherever these stand."""
    found: dict[str, list[str]] = {}
    waiting: list[tuple[str, ast.AST]] = [("", node) for node in reversed(text.tree.body)]
    while waiting:
        owner, node = waiting.pop()
        if isinstance(node, _Definition):
            code = "".join(text.lines[node.lineno - 1 : node.end_lineno])
            found.setdefault(f"{owner}{node.name}", []).append(code)
            owner = f"{owner}{node.name}."
        waiting += [(owner, child) for child in _blocks_of(node)]
    return found


def _blocks_of(node: ast.AST) -> Iterator[ast.AST]:
    """The statements right below a statement."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        yield from getattr(node, field, ())


def _tables(text: Text) -> Mapping[str, list[symtable.SymbolTable]]:
    """The tables of names of functions and classes by their dotted names."""
    found: dict[str, list[symtable.SymbolTable]] = {}
    waiting = [("", table) for table in text.symbols.get_children()]
    while waiting:
        owner, table = waiting.pop()
        dotted = f"{owner}{table.get_name()}"
        found.setdefault(dotted, []).append(table)
        waiting += [(f"{dotted}.", child) for child in table.get_children()]
    return found


def _name_origins(tables: Iterable[symtable.SymbolTable]) -> Origins:
    """For each name that scopes of one dotted name use, where it comes from."""
    found: dict[str, set[str]] = {}
    for table in tables:
        for symbol in table.get_symbols():
            found.setdefault(symbol.get_name(), set()).add(_origin(symbol))
    return found


def _origin(symbol: symtable.Symbol) -> str:
    if symbol.is_free():
        return "a function around it"
    return "the module" if symbol.is_global() else "itself"
