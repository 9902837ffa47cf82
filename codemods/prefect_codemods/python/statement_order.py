"""Which statements have surely run, and which names are visible, where another piece of code runs.

Python runs a module from top to bottom: a statement has surely run before a piece of code if it
stands earlier in a block that holds both. One in another branch, in a ``try`` that may stop before
it, below ``TYPE_CHECKING`` or further down may not have run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import TypeAlias, TypeGuard

from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.scopes import Scope
from prefect_codemods.python.tree import Tree

Block: TypeAlias = (
    "cst.Module | cst.IndentedBlock | cst.SimpleStatementLine | cst.SimpleStatementSuite"
)
"""Nodes whose ``body`` is run in order; a line may hold several statements."""


def is_block(node: cst.CSTNode) -> TypeGuard[Block]:
    """Whether ``node`` is one of these."""
    return type(node) in _blocks()


@cache
def _blocks() -> frozenset[type[cst.CSTNode]]:
    return frozenset(
        (cst.Module, cst.IndentedBlock, cst.SimpleStatementLine, cst.SimpleStatementSuite)
    )


class StatementOrder:
    """The order in which the statements of one module run."""

    def __init__(self, tree: Tree, names: Names) -> None:
        self._tree = tree
        self._names = names
        self._indices: dict[int, dict[int, int]] = {}
        self._lines: dict[int, tuple[Block, int]] = {}

    def surely_ran(self, statement: cst.CSTNode, at: cst.CSTNode) -> bool:
        """Whether ``statement`` has run whenever ``at`` is evaluated."""
        there = {id(block): index for block, index in self._places(at)}
        for block, index in self._places(statement):
            if not isinstance(block, cst.SimpleStatementLine):
                return there.get(id(block), -1) > index
            if id(block) in there:
                return there[id(block)] > index
        return False

    def visible(self, name: str, statement: cst.CSTNode, at: cst.CSTNode) -> bool:
        """Whether ``at`` reads the ``name`` that ``statement`` binds, as far as scopes decide."""
        own_scope = self._names.scope(statement)
        current: Scope | None = self._names.scope(at)
        first = True
        while current is not None:
            seen = first or current.kind != "class"
            if current is own_scope:
                return seen
            if seen and name in current.bindings:
                return False
            first = False
            current = current.parent
        return False

    def same_block(self, one: cst.CSTNode, other: cst.CSTNode) -> bool:
        """Whether two statements stand in one block, and in one piece of the program."""
        return self.block_key(one) == self.block_key(other)

    def block_key(self, statement: cst.CSTNode) -> tuple[int, int]:
        """The same for all statements of one block, and of one piece of the program."""
        return id(self._line(statement)[0]), self._tree.piece(statement)

    def lines(self, statement: cst.CSTNode) -> tuple[Sequence[cst.CSTNode], int]:
        """The lines of the block of ``statement``, of its piece, and the index of its own."""
        block, index = self._line(statement)
        assert is_block(block)
        if block is not self._tree.module or not self._tree.pieces:
            return block.body, index
        first, held = self._piece_lines[self._tree.piece(statement)]
        return held, index - first

    @cached_property
    def _piece_lines(self) -> dict[int, tuple[int, list[cst.CSTNode]]]:
        """The lines of each piece of the module, and the index of the first."""
        found: dict[int, tuple[int, list[cst.CSTNode]]] = {}
        for index, line in enumerate(self._tree.module.body):
            found.setdefault(self._tree.piece(line), (index, []))[1].append(line)
        return found

    def _line(self, statement: cst.CSTNode) -> tuple[Block, int]:
        """The block whose statement, or line of statements, ``statement`` is, and its index."""
        known = self._lines.get(id(statement))
        if known is None:
            known = self._lines[id(statement)] = self._find_line(statement)
        return known

    def _find_line(self, statement: cst.CSTNode) -> tuple[Block, int]:
        for block, index in self._places(statement):
            if type(block) is not cst.SimpleStatementLine:
                return block, index
        raise LookupError("the statement is in no block")

    def _places(self, node: cst.CSTNode) -> Iterator[tuple[Block, int]]:
        """The blocks that hold ``node``, innermost first, with the index of its statement there."""
        below = node
        for parent in self._tree.ancestors(node):
            if is_block(parent):
                yield parent, self._index(parent, below)
            below = parent

    def _index(self, block: Block, statement: cst.CSTNode) -> int:
        known = self._indices.get(id(block))
        if known is None:
            assert is_block(block)
            known = {id(child): i for i, child in enumerate(block.body)}
            self._indices[id(block)] = known
        return known.get(id(statement), -1)
