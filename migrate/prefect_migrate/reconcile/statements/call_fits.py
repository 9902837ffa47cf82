"""Calls of a module's own functions with arguments that these don't take."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

_Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"


class Misfit(NamedTuple):
    """A function, and what is wrong with a call of it."""

    name: str
    problem: str


def misfits(tree: ast.Module) -> frozenset[Misfit]:
    """What is wrong with the calls of the module's functions, however they are decorated."""
    functions = _functions(tree)
    if not functions:
        return frozenset()
    return frozenset(
        Misfit(node.func.id, problem)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in functions
        for problem in _problems(node, functions[node.func.id].args)
    )


def _functions(tree: ast.Module) -> Mapping[str, _Function]:
    """The functions of a module by name, but for names with several definitions."""
    found: dict[str, list[_Function]] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.setdefault(node.name, []).append(node)
    return {name: nodes[0] for name, nodes in found.items() if len(nodes) == 1}


def _problems(call: ast.Call, takes: ast.arguments) -> Iterator[str]:
    by_place = [arg.arg for arg in (*takes.posonlyargs, *takes.args)]
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
    needed = by_place[: len(by_place) - len(takes.defaults)]
    needed += [a.arg for a, d in zip(takes.kwonlyargs, takes.kw_defaults, strict=True) if d is None]
    got = {*by_place[: len(call.args)], *given}
    for name in needed:
        if name not in got:
            yield f"needs `{name}`"
