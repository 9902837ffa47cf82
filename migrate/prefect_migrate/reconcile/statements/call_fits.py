"""Calls of a module's own functions, methods and classes that don't fit these."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from prefect_migrate.reconcile.statements.elements import Text

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Callee(NamedTuple):
    """A function, its parameters that are ``bound`` aside, as ``self`` is."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    bound: int = 0
    makes_object: bool = False


class CallProblem(NamedTuple):
    """A function or a class as it is called, what is wrong with a call of it, and what takes it."""

    called: str
    problem: str
    taken_by: str = ""


def certain_call_problems(text: Text) -> frozenset[CallProblem]:
    """What is wrong with arguments of calls of functions that no decorator may have changed."""
    return frozenset(
        CallProblem(called, problem)
        for call, called, callee, _ in _own_calls(text, of_unknown={})
        if not callee.node.decorator_list
        for problem in _call_problems(call, callee)
    )


def call_problems(text: Text) -> frozenset[CallProblem]:
    """What is wrong with calls of the module's functions, methods and classes.

    It doesn't count how these are decorated. A method of an object whose class is unknown is taken
    for the one that the module defines, where it defines one of that name.
    """
    found: set[CallProblem] = set()
    for call, called, callee, used_by in _own_calls(text, _only_methods(text)):
        found.update(CallProblem(called, problem) for problem in _call_problems(call, callee))
        found.update(
            CallProblem(called, problem, used_by) for problem in _unawaited(callee, used_by)
        )
    return frozenset(found)


def _own_calls(
    text: Text, of_unknown: Mapping[str, _Callee]
) -> Iterator[tuple[ast.Call, str, _Callee, str]]:
    """The calls of what a module defines, as ``_calls`` gives them.

    ``of_unknown`` are the methods of objects whose class is unknown.
    """
    functions = _functions(text.tree)
    methods: dict[ast.ClassDef | None, Mapping[str, _Callee]] = {None: {}}
    for call, owner, used_by in text.reading(_calls):
        if owner is not None and owner not in methods:
            methods[owner] = _methods(owner)
        called = _called(call.func)
        callee = functions.get(called) or methods[owner].get(called)
        if callee is None and isinstance(call.func, ast.Attribute):
            called = called or f"….{call.func.attr}"
            callee = of_unknown.get(call.func.attr)
        if callee is not None:
            yield call, called, callee, used_by


def _calls(text: Text) -> list[tuple[ast.Call, ast.ClassDef | None, str]]:
    """Each call, the class that it stands in, and what takes it: ``await``, or another call.

    None where the module calls nothing by a name that it defines.
    """
    defined = {node.name for node in text.nodes(ast.FunctionDef)}
    defined |= {node.name for node in text.nodes(ast.AsyncFunctionDef)}
    defined |= {node.name for node in text.nodes(ast.ClassDef)}
    if not any(_last_name(call.func) in defined for call in text.nodes(ast.Call)):
        return []
    found: list[tuple[ast.Call, ast.ClassDef | None, str]] = []
    waiting: list[tuple[ast.AST, ast.ClassDef | None, str]] = [(text.tree, None, "")]
    while waiting:
        node, owner, used_by = waiting.pop()
        if isinstance(node, ast.Call):
            found.append((node, owner, used_by))
            used_by = _called(node.func)
        elif isinstance(node, ast.Await):
            used_by = "await"
        elif isinstance(node, ast.ClassDef):
            owner = node
        elif not isinstance(node, ast.keyword):
            used_by = ""
        waiting += [(child, owner, used_by) for child in ast.iter_child_nodes(node)]
    return found


def _last_name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _called(func: ast.AST) -> str:
    """``name``, or ``self.name``; ``""`` for anything else."""
    if isinstance(func, ast.Name):
        return func.id
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        return f"{func.value.id}.{func.attr}"
    return ""


def _unawaited(callee: _Callee, used_by: str) -> Iterator[str]:
    """Whether a call doesn't wait for a coroutine, or waits for something else."""
    if callee.makes_object:
        return
    is_async = isinstance(callee.node, ast.AsyncFunctionDef)
    if is_async and used_by != "await":
        yield "has to be awaited"
    if used_by == "await" and not is_async:
        yield "can't be awaited"


def _functions(tree: ast.Module) -> Mapping[str, _Callee]:
    """The functions and classes of a module, but for names with several definitions."""
    found: dict[str, _Callee] = {}
    for name, node in _defined_once(tree).items():
        if isinstance(node, _Function):
            found[name] = _Callee(node)
        elif isinstance(made := _defined_once(node).get("__init__"), _Function):
            found[name] = _Callee(made, bound=1, makes_object=True)
    return found


def _methods(owner: ast.ClassDef) -> Mapping[str, _Callee]:
    """The methods of a class, as it calls them itself."""
    found: dict[str, _Callee] = {}
    for name, node in _defined_once(owner).items():
        if isinstance(node, _Function):
            static = any(getattr(d, "id", "") == "staticmethod" for d in node.decorator_list)
            callee = _Callee(node, bound=0 if static else 1)
            found |= {f"self.{name}": callee, f"cls.{name}": callee}
    return found


def _only_methods(text: Text) -> Mapping[str, _Callee]:
    """The methods of the module's classes by name, where no other class has one of that name."""
    found: dict[str, list[_Callee]] = {}
    for owner in text.nodes(ast.ClassDef):
        for called, callee in _methods(owner).items():
            if called.startswith("self."):
                found.setdefault(called.removeprefix("self."), []).append(callee)
    return {name: callees[0] for name, callees in found.items() if len(callees) == 1}


def _defined_once(owner: ast.AST) -> Mapping[str, ast.stmt]:
    """What is defined right in a module or class, but for names with several definitions."""
    found: dict[str, list[ast.stmt]] = {}
    for node in getattr(owner, "body", ()):
        if isinstance(node, (*_Function, ast.ClassDef)):
            found.setdefault(node.name, []).append(node)
    return {name: nodes[0] for name, nodes in found.items() if len(nodes) == 1}


def _call_problems(call: ast.Call, callee: _Callee) -> Iterator[str]:
    takes, bound = callee.node.args, callee.bound
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
