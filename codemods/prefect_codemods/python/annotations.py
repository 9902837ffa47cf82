"""Names inside quoted annotations, which no scope counts as uses."""

from __future__ import annotations

import re
from functools import cache

from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.tree import Tree


def quoted_annotations(tree: Tree, names: Names, name: str) -> list[cst.SimpleString]:
    """The quoted annotations, or parts of them, that name the identifier ``name``."""
    word = _word_expression(name)
    return [
        node for node in names.strings if word.search(node.value) and _in_annotation(tree, node)
    ]


def with_new_name(written: str, old: str, new: str) -> str:
    """A quoted annotation with the identifier ``old`` renamed."""
    return _word_expression(old).sub(new, written)


def _word_expression(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){re.escape(name)}(?!\w)")


@cache
def _annotation_parts() -> tuple[type[cst.CSTNode], ...]:
    return (
        *(cst.Subscript, cst.SubscriptElement, cst.Index, cst.Tuple, cst.List, cst.Element),
        cst.BinaryOperation,
    )


def _in_annotation(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether ``node`` is an annotation, the returned type of a function, or a part of one."""
    below = node
    for parent in tree.ancestors(node):
        if isinstance(parent, cst.Annotation):
            return True
        if isinstance(parent, (cst.Param, cst.AnnAssign)):
            return parent.annotation is below
        if isinstance(parent, cst.FunctionDef):
            return parent.returns is below
        if not isinstance(parent, _annotation_parts()):
            return False
        below = parent
    return False
