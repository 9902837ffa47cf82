"""Keywords that a call is given by a dictionary behind ``**``, wherever the module puts them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.names import Names
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.tree import Tree


@dataclass(frozen=True, slots=True)
class StarredKeyword:
    """One keyword: ``place`` puts it into the dictionary after that was made, else it is ``None``."""

    name: str
    value: cst.BaseExpression
    place: cst.CSTNode | None = None


def starred_keywords(tree: Tree, names: Names, given: cst.BaseExpression) -> list[StarredKeyword]:
    """The keywords that ``given``, what stands behind ``**``, may hold as far as they are written."""
    return list(_Dictionaries(tree, names).keywords(given))


class _Dictionaries:
    """Looks into the dictionaries of one call, each variable once."""

    def __init__(self, tree: Tree, names: Names) -> None:
        self._tree = tree
        self._names = names
        self._seen: set[int] = set()

    def keywords(self, node: cst.BaseExpression) -> Iterator[StarredKeyword]:
        if isinstance(node, cst.Name):
            yield from self._of_variable(node)
        elif isinstance(node, cst.Dict):
            for element in node.elements:
                if isinstance(element, cst.StarredDictElement):
                    yield from self.keywords(element.value)
                elif isinstance(element, cst.DictElement) and (key := string_value(element.key)):
                    yield StarredKeyword(key, element.value)
        elif isinstance(node, cst.Call) and dotted_name(node.func) == "dict":
            yield from self._given_to(node)

    def _of_variable(self, name: cst.Name) -> Iterator[StarredKeyword]:
        for binding in self._names.of(name):
            if id(binding) in self._seen:
                continue
            self._seen.add(id(binding))
            if binding.value is not None and binding.kind == "assign":
                yield from self.keywords(binding.value)
            for use in self._names.uses_of(binding):
                yield from self._put_in(use)

    def _given_to(self, call: cst.Call) -> Iterator[StarredKeyword]:
        """What ``dict(…)`` and ``update(…)`` are given."""
        for arg in call.args:
            if arg.keyword is not None:
                yield StarredKeyword(arg.keyword.value, arg.value)
            else:
                yield from self.keywords(arg.value)

    def _put_in(self, use: cst.Name) -> Iterator[StarredKeyword]:
        """What is put into the dictionary ``use``: ``use[key] = …``, ``setdefault``, ``update``."""
        parent = self._tree.parent(use)
        above = self._tree.parent(parent) if parent is not None else None
        if isinstance(parent, cst.Subscript) and parent.value is use and len(parent.slice) == 1:
            index = parent.slice[0].slice
            key = string_value(index.value) if isinstance(index, cst.Index) else None
            assign = self._tree.parent(above) if isinstance(above, cst.AssignTarget) else None
            if key and isinstance(assign, cst.Assign):
                yield StarredKeyword(key, assign.value, parent)
        elif isinstance(parent, cst.Attribute) and isinstance(above, cst.Call):
            if above.func is not parent or parent.value is not use:
                return
            if parent.attr.value == "setdefault" and len(above.args) == 2:
                if key := string_value(above.args[0].value):
                    yield StarredKeyword(key, above.args[1].value, above)
            elif parent.attr.value == "update":
                for found in self._given_to(above):
                    yield StarredKeyword(found.name, found.value, above)
