"""What a check of Prefect's release says of the release that is migrated to.

Where a literal says which releases it lets pass, the target is compared with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from prefect_codemods.python.both_forms import marks_of
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.release import Release


def true_on_target(module: Module, test: cst.BaseExpression) -> bool | None:
    """Whether ``test`` is true on the target; ``None`` where that can't be told."""
    target = module.options.target_release
    test = module.names.value_of(test)
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = true_on_target(module, test.expression)
        return None if inner is None else not inner
    if not module.both_forms.tells_release(test):
        return None
    if isinstance(test, cst.Call) and isinstance(test.func, cst.Attribute):
        asked = _release(test.args[0].value) if len(test.args) == 1 else None
        if test.func.attr.value == "startswith" and asked is not None:
            return _belongs_to_series(target, asked)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        asked = _release(test.comparisons[0].comparator)
        return (
            None
            if asked is None
            else _compare_releases(target, test.comparisons[0].operator, asked)
        )
    return None


def runs_on_target(module: Module, node: cst.CSTNode) -> bool:
    """Whether checks of the release stand around ``node``, and all of them certainly let the target in."""
    checked = False
    below = node
    for parent in module.tree.ancestors(node):
        for test, wanted in _guards(module, parent, below):
            if module.both_forms.tells_release(test):
                checked = True
                if true_on_target(module, test) is not wanted:
                    return False
        below = parent
    return checked


def _guards(
    module: Module, parent: cst.CSTNode, below: cst.CSTNode
) -> Iterator[tuple[cst.BaseExpression, bool]]:
    """The tests that ``parent`` makes before it lets ``below`` run, each with what it must be."""
    if isinstance(parent, (cst.If, cst.IfExp)) and below is not parent.test:
        yield parent.test, below is parent.body
    marks: list[cst.BaseExpression] = []
    if isinstance(parent, (cst.FunctionDef, cst.ClassDef)):
        marks += [d.decorator for d in parent.decorators if d is not below]
    if isinstance(parent, (cst.Module, cst.IndentedBlock)) and _is_definition(below):
        marks += marks_of(parent)
    for mark in map(module.names.value_of, marks):
        name = (
            dotted_name(mark.func).rpartition(".")[2].lower() if isinstance(mark, cst.Call) else ""
        )
        if isinstance(mark, cst.Call) and mark.args and name in ("skipif", "skipunless"):
            yield mark.args[0].value, name == "skipunless"


def _is_definition(node: cst.CSTNode) -> bool:
    return isinstance(node, (cst.FunctionDef, cst.ClassDef))


def _compare_releases(target: Release, operator: cst.BaseCompOp, asked: Release) -> bool | None:
    if isinstance(operator, cst.LessThan):
        return _certain_result(target.last < asked.first, target.first >= asked.first)
    if isinstance(operator, cst.LessThanEqual):
        return _certain_result(target.last <= asked.first, target.first > asked.first)
    if isinstance(operator, cst.GreaterThan):
        return _certain_result(target.first > asked.first, target.last <= asked.first)
    if isinstance(operator, cst.GreaterThanEqual):
        return _certain_result(target.first >= asked.first, target.last < asked.first)
    same = _belongs_to_series(target, asked)
    if isinstance(operator, cst.Equal) or same is None:
        return same
    return not same if isinstance(operator, cst.NotEqual) else None


def _certain_result(holds: bool, fails: bool) -> bool | None:
    """What is so on every release that the target stands for, ``None`` where they differ."""
    return holds if holds or fails else None


def _belongs_to_series(target: Release, series: Release) -> bool | None:
    """Whether all that the target stands for belongs to ``series``, or nothing of it."""
    return _certain_result(target.within(series), not target.overlaps(series, series))


def _release(node: cst.BaseExpression) -> Release | None:
    """The release that a string, a tuple of numbers or a call around one of these names."""
    if isinstance(node, cst.Call) and len(node.args) == 1:
        return _release(node.args[0].value)
    if isinstance(node, cst.Tuple):
        numbers = [e.value.value for e in node.elements if isinstance(e.value, cst.Integer)]
        text = ".".join(numbers) if len(numbers) == len(node.elements) else ""
    else:
        text = (string_value(node) or "").rstrip(".")
    try:
        return Release.parse(text)
    except ValueError:
        return None
