"""Which texts an expression may be, as far as its module tells: f-strings, sums and what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from prefect_codemods.python.context import Module
from prefect_codemods.python.joined_text import JoinedText
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.to_1.value_origins import Values, returned_values, values_before

_MOST_CHOICES = 4
"""How many values of one variable are looked at."""
_LOOKUPS = frozenset(("get", "getenv", "pop", "setdefault"))
_JOINS = frozenset(("format", "join"))


def possible_texts(module: Module, node: cst.BaseExpression) -> list[str]:
    """The texts that ``node`` may be, each once; ``…`` stands in them for what isn't known."""

    def origins(asked: cst.BaseExpression) -> Values:
        return _value_origins(module, asked)

    found: dict[str, None] = {}
    for choice in range(_MOST_CHOICES):
        reader = JoinedText(module, origins=origins, choice=choice)
        found[reader.shown(node)] = None
        if not reader.several:
            break
    return [*found]


def joined_expressions(module: Module) -> Iterator[cst.BaseExpression]:
    """The outermost expressions that put a text together: f-strings, sums, `format` and `join`."""
    for node in walk_nodes(module.tree.module):
        if _joins(node) and not _stands_in_joined(module, node):
            assert isinstance(node, cst.BaseExpression)
            yield node


def _joins(node: cst.CSTNode | None) -> bool:
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Attribute) and node.func.attr.value in _JOINS
    kinds = (cst.FormattedString, cst.ConcatenatedString, cst.BinaryOperation)
    return isinstance(node, kinds)


def _stands_in_joined(module: Module, node: cst.CSTNode) -> bool:
    """Whether ``node`` is a part of another one, or a docstring."""
    parent = module.tree.parent(node)
    if isinstance(parent, cst.Expr):
        return not isinstance(node, cst.Call)
    if isinstance(parent, cst.Attribute):
        parent = module.tree.parent(parent)
    return isinstance(parent, cst.FormattedStringExpression) or _joins(parent)


def _value_origins(module: Module, node: cst.BaseExpression) -> Values:
    """What may give ``node`` its value: what is looked up has its default, a parameter has its own."""
    if isinstance(node, cst.Call):
        return _defaults(node) or returned_values(module, node)
    bindings = module.names.of(node) if isinstance(node, cst.Name) else []
    given = [
        binding.node.default
        for binding in bindings
        if isinstance(binding.node, cst.Param) and binding.node.default is not None
    ]
    return given or values_before(module, node)


def _defaults(call: cst.Call) -> Values:
    """What a call such as ``os.environ.get("TAG", "latest")`` gives back where nothing is found."""
    func = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    name = func.value if isinstance(func, cst.Name) else ""
    plain = [arg.value for arg in call.args if arg.keyword is None]
    named = [a.value for a in call.args if a.keyword is not None and a.keyword.value == "default"]
    return named or (plain[1:2] if name in _LOOKUPS else [])
