"""Calls of a module's own functions and classes with arguments that these don't take."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class _Parameters(NamedTuple):
    """The parameters of a function; the first ones may be ``bound``, as ``self`` is."""

    takes: ast.arguments
    bound: int


class Misfit(NamedTuple):
    """A function or a class, and what is wrong with a call of it."""

    name: str
    problem: str


def misfits(tree: ast.Module) -> frozenset[Misfit]:
    """What is wrong with calls of the module's functions and classes, however they are decorated."""
    functions = _functions(tree)
    if not functions:
        return frozenset()
    return frozenset(
        Misfit(node.func.id, problem)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in functions
        for problem in _problems(node, functions[node.func.id])
    )


def _functions(tree: ast.Module) -> Mapping[str, _Parameters]:
    """What functions and classes of a module take, but for names with several definitions."""
    found: dict[str, list[ast.stmt]] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.setdefault(node.name, []).append(node)
    known = {name: _parameters(nodes[0]) for name, nodes in found.items() if len(nodes) == 1}
    return {name: takes for name, takes in known.items() if takes is not None}


def _parameters(node: ast.stmt, bound: int = 0) -> _Parameters | None:
    """What a function takes behind those that are ``bound``; a class what its own ``__init__`` does."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _Parameters(node.args, bound)
    made = [n for n in getattr(node, "body", ()) if getattr(n, "name", "") == "__init__"]
    return _parameters(made[0], bound=1) if len(made) == 1 else None


def _problems(call: ast.Call, parameters: _Parameters) -> Iterator[str]:
    takes, bound = parameters
    by_place = [arg.arg for arg in (*takes.posonlyargs, *takes.args)][bound:]
    named = [arg.arg for arg in (*takes.args, *takes.kwonlyargs)]
    given = {keyword.arg for keyword in call.keywords}
    if takes.kwarg is None:
        for name in sorted(name for name in given if name is not None and name not in named):
            yield f"takes no `{name}`"
    if any(isinstance(arg, ast.Starred) for arg in call.args):
        return
    if takes.vararg is None and len(call.args) > len(by_place):
        yield f"takes at most {len(by_place)} arguments by position"
    if None in given:
        return
    needed = by_place[: max(len(by_place) - len(takes.defaults), 0)]
    needed += [a.arg for a, d in zip(takes.kwonlyargs, takes.kw_defaults, strict=True) if d is None]
    got = {*by_place[: len(call.args)], *given}
    for name in needed:
        if name not in got:
            yield f"needs `{name}`"
