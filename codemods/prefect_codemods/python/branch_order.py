"""Which of two places comes into play where the other does: branches, and names bound anew.

`a.x = …` says something of `a.y = …` only if both mean the same object and no condition keeps
them apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum
from functools import cache, cmp_to_key, partial
from itertools import pairwise

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import Binding
from prefect_codemods.python.tree import last_statement


@cache
def _conditions() -> frozenset[type[cst.CSTNode]]:
    handlers = cst.ExceptHandler, cst.ExceptStarHandler
    held = cst.If, cst.For, cst.While, cst.Match, *handlers, cst.FunctionDef, cst.Lambda
    return frozenset(held)


class Meeting(Enum):
    """How one place stands to another."""

    ALWAYS = "it takes effect wherever the other does"
    SOMETIMES = "a condition decides"
    NEVER = "where one takes effect, the other doesn't"


def how_places_meet(module: Module, one: cst.CSTNode, other: cst.CSTNode) -> Meeting:
    """How ``one`` stands to ``other``, by the statements that hold them."""
    ways = list(_path_to(module, one)), list(_path_to(module, other))
    shared = 0
    while shared < min(map(len, ways)) and ways[0][shared] is ways[1][shared]:
        shared += 1
    mine, others = ways[0][shared:], ways[1][shared:]
    fork = ways[0][shared - 1] if shared else module.tree.module
    if mine and others and _takes_only_one(fork, mine[0], others[0]):
        return Meeting.NEVER
    if _branch_leaves(mine) and module.tree.before(one, other):
        return Meeting.NEVER
    if _branch_leaves(others) and module.tree.before(other, one):
        return Meeting.NEVER
    conditional = not _conditions().isdisjoint(map(type, mine[:-1]))
    conditional = conditional or (bool(mine) and isinstance(fork, (cst.If, cst.Match)))
    conditional = conditional or _may_be_cut_short(module, [fork, *mine], others)
    return Meeting.SOMETIMES if conditional else Meeting.ALWAYS


def binding_seen_at(module: Module, name: cst.Name) -> Binding | None:
    """The binding that the use ``name`` sees, where the text is run from top to bottom."""
    return module.once(_BindingOrder).seen_at(name)


class _BindingOrder:
    """The bindings of each name in the order of the text, sorted once for all their uses."""

    def __init__(self, module: Module) -> None:
        self._names = module.names
        self._before = module.tree.before
        self._sorted: dict[int, list[Binding]] = {}

    def seen_at(self, name: cst.Name) -> Binding | None:
        bindings = self._in_order(self._names.of(name))
        at = bisect_left(bindings, True, key=lambda binding: not self._before(binding.node, name))
        # Of several that begin at one place it is the first.
        while at > 1 and not self._before(bindings[at - 2].node, bindings[at - 1].node):
            at -= 1
        return bindings[at - 1] if at else None

    def _in_order(self, bindings: list[Binding]) -> list[Binding]:
        if len(bindings) < 2:
            return bindings
        if (known := self._sorted.get(id(bindings))) is None:
            known = self._sorted[id(bindings)] = sorted(bindings, key=cmp_to_key(self._compare))
        return known

    def _compare(self, one: Binding, other: Binding) -> int:
        return self._before(other.node, one.node) - self._before(one.node, other.node)


def _path_to(module: Module, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes from the module down to ``node``."""
    return reversed([node, *module.tree.ancestors(node)])


def _takes_only_one(fork: cst.CSTNode, one: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether ``fork`` takes only one of the ways that begin with ``one`` and ``other``."""
    if one is other:
        return False
    if isinstance(fork, cst.If):
        return fork.test not in (one, other)
    if isinstance(fork, cst.Match):
        return fork.subject not in (one, other)
    if isinstance(fork, (cst.Try, cst.TryStar)):
        return {type(one), type(other)} <= {cst.ExceptHandler, cst.ExceptStarHandler, cst.Else}
    return False


def _may_be_cut_short(module: Module, way: list[cst.CSTNode], others: list[cst.CSTNode]) -> bool:
    """Whether an exception may keep the end of ``way`` from being run, and ``others`` go on.

    Handlers that all leave let nothing behind them go on; what stands before has been run.
    """
    for node, inner in pairwise(way):
        if isinstance(node, cst.With):
            if inner is node.body and any(map(partial(_suppresses, module), node.items)):
                return True
        elif isinstance(node, (cst.Try, cst.TryStar)) and inner in (node.body, node.orelse):
            at_end = bool(others) and others[0] is node.orelse
            behind = not others or module.tree.before(way[-1], others[-1])
            leave = behind and all(_branch_leaves([handler.body]) for handler in node.handlers)
            if node.handlers and not at_end and not leave:
                return True
    return False


def _suppresses(module: Module, item: cst.WithItem) -> bool:
    called = item.item.func if isinstance(item.item, cst.Call) else item.item
    return module.names.qualified(called) == "contextlib.suppress"


def _branch_leaves(way: list[cst.CSTNode]) -> bool:
    """Whether the branch below the fork, at which ``way`` begins, ends by going elsewhere.

    Where that only ends a loop or a function, the code behind it comes into play all the same.
    """
    in_loop = False
    for node in way:
        kind = type(node)  # many times cheaper to ask than ``isinstance``
        if kind is cst.FunctionDef:
            return False
        if kind is cst.For or kind is cst.While:
            in_loop = True
        elif kind is cst.IndentedBlock or kind is cst.SimpleStatementSuite:
            assert isinstance(node, cst.BaseSuite)
            last = last_statement(node)
            ends_loop = isinstance(last, (cst.Continue, cst.Break))
            return isinstance(last, (cst.Return, cst.Raise)) or (ends_loop and not in_loop)
    return False
