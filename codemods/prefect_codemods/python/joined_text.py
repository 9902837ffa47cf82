"""What strings and lists that are put together say: ``["a"] + ["b"]``, ``" ".join(…)``, f-strings.

The text is for a search only: ``…`` stands for what isn't known, and of two branches one is shown,
the first unless another is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.scopes import Binding

UNKNOWN = "…"
_DEEPEST = 12
_MOST_PARTS = 2_000
"""How many parts one reader looks at: lists of lists have many times more than lines."""
_MOST_PIECES = 50
"""How many additions to a list or text are looked at; a command's words stand in its first few."""
_SAME_TEXT = frozenset(
    ("str", "list", "tuple", "Path", "fspath", "which", "split", "quote", "strip", "expanduser")
)
"""Functions that give back the text of their argument, and methods that do of their object."""
_ADDS = frozenset(("append", "extend", "insert"))
_PERCENT = re.compile(r"%(?:\(\w+\))?[srd]")
_BRACES = re.compile(r"\{(\w*)[^{}]*\}")


@dataclass
class JoinedText:
    """Shows expressions of one module as text.

    ``given`` holds what is known of the parameters of functions; ``asked`` collects the parameters
    of which nothing is known, in the order in which they were met.
    """

    module: Module
    given: Mapping[Binding, str] = field(default_factory=dict)
    asked: list[Binding] = field(default_factory=list)
    origins: Callable[[cst.BaseExpression], Sequence[cst.BaseExpression]] | None = None
    """What else may give an expression its value, where that is to be followed."""
    choice: int = 0
    """Which of several values is shown, or the last one if there are fewer."""
    several: bool = False
    """Whether something that was shown has several values."""
    _open: set[int] = field(default_factory=set)
    """The nodes that are being shown: what holds itself is unknown."""
    _parts: int = 0

    def shown(self, node: cst.CSTNode | None) -> str:
        """The text of ``node``; the items of a list with blanks between them."""
        deep = id(node) in self._open or len(self._open) >= _DEEPEST
        if deep or self._parts >= _MOST_PARTS:
            return UNKNOWN
        self._open.add(id(node))
        self._parts += 1
        try:
            return self._shown(node)
        finally:
            self._open.remove(id(node))

    def _shown(self, node: cst.CSTNode | None) -> str:
        if (value := string_value(node)) is not None:
            return value
        found = self._known(node)
        if found == UNKNOWN and self.origins is not None and isinstance(node, cst.BaseExpression):
            values = self.origins(node)
            self.several = self.several or len(values) > 1
            return self.shown(values[min(self.choice, len(values) - 1)]) if values else UNKNOWN
        return found

    def _known(self, node: cst.CSTNode | None) -> str:
        if isinstance(node, (cst.List, cst.Tuple)):
            return " ".join(self.shown(element.value) for element in node.elements)
        if isinstance(node, (cst.FormattedString, cst.ConcatenatedString)):
            return "".join(map(self._part, _string_parts(node)))
        if isinstance(node, cst.BinaryOperation):
            return self._operation(node)
        if isinstance(node, cst.IfExp) and self.origins is None:
            return self.shown(node.body)
        if isinstance(node, (cst.Call, cst.Name)):
            return self._call(node) if isinstance(node, cst.Call) else self._variable(node)
        return UNKNOWN

    def _part(self, part: cst.CSTNode) -> str:
        if isinstance(part, cst.FormattedStringText):
            return part.value
        if isinstance(part, cst.FormattedStringExpression):
            return self.shown(part.expression)
        return self.shown(part)

    def _operation(self, node: cst.BinaryOperation) -> str:
        left, right = self.shown(node.left), self.shown(node.right)
        if isinstance(node.operator, cst.Add):
            listed = self.is_list(node.left) or self.is_list(node.right)
            return f"{left} {right}" if listed else left + right
        if isinstance(node.operator, cst.Divide):
            return f"{left}/{right}"
        if isinstance(node.operator, cst.Modulo):
            values = [right]
            if isinstance(node.right, cst.Tuple):
                values = [self.shown(element.value) for element in node.right.elements]
            return _filled_in(_PERCENT, left, values, {})
        return UNKNOWN

    def _call(self, call: cst.Call) -> str:
        func, args = call.func, call.args
        name = _last_name(func)
        holder = func.value if isinstance(func, cst.Attribute) else None
        if name == "format" and holder is not None:
            values = [self.shown(arg.value) for arg in args if arg.keyword is None]
            named = {a.keyword.value: self.shown(a.value) for a in args if a.keyword is not None}
            return _filled_in(_BRACES, self.shown(holder), values, named)
        if name == "join" and holder is not None and args:
            separator = string_value(holder)
            if separator is None:  # os.path.join
                return "/".join(self.shown(arg.value) for arg in args)
            listed = args[0].value
            if separator != " " and isinstance(listed, (cst.List, cst.Tuple)):
                return separator.join(self.shown(element.value) for element in listed.elements)
            return self.shown(listed) if separator == " " else UNKNOWN
        if name in _SAME_TEXT:
            inner = args[0].value if args and string_value(args[0].value) != " " else holder
            return self.shown(inner)
        return UNKNOWN

    def _variable(self, name: cst.Name) -> str:
        bindings = self.module.names.of(name)
        if len(bindings) == 1 and bindings[0].kind == "param":
            if bindings[0] not in self.given:
                self.asked.append(bindings[0])
            return self.given.get(bindings[0], UNKNOWN)
        pieces = self.pieces(bindings)
        return " ".join(self.shown(piece) for piece in pieces) if pieces else UNKNOWN

    def pieces(self, bindings: Sequence[Binding]) -> list[cst.BaseExpression]:
        """The value that a variable is given first, and what is added to it, in that order."""
        values = [b for b in bindings if b.kind == "assign" and b.value is not None]
        if len(values) != 1 or values[0].value is None:
            return []
        added = self.module.once(_known_additions)
        if (known := added.get(id(values[0]))) is None:
            known = list(islice(self._additions(bindings), _MOST_PIECES))
            added[id(values[0])] = known
        return [values[0].value, *known]

    def _additions(self, bindings: Sequence[Binding]) -> Iterator[cst.BaseExpression]:
        uses = (use for binding in bindings for use in self.module.names.uses_of(binding))
        nodes = {id(node): node for node in (*uses, *(b.node for b in bindings))}
        for node in sorted(nodes.values(), key=self.module.tree.position):
            parent = self.module.tree.parent(node)
            if isinstance(parent, cst.AugAssign) and parent.target is node:
                yield parent.value
            elif isinstance(parent, cst.Attribute) and parent.attr.value in _ADDS:
                call = self.module.tree.parent(parent)
                if isinstance(call, cst.Call) and call.func is parent and call.args:
                    yield call.args[-1].value

    def is_list(self, node: cst.BaseExpression) -> bool:
        """Whether ``node`` is certainly a list or a tuple."""
        return any(map(_makes_list, self._operands(node)))

    def _operands(self, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
        """What is added together, each once: ``x = x + y`` holds itself."""
        left = [node]
        seen: set[int] = set()
        while left and len(seen) < _MOST_PIECES:
            value = self.module.names.value_of(left.pop())
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, cst.BinaryOperation):
                left += (value.right, value.left)
            else:
                yield value


def _known_additions(module: Module) -> dict[int, list[cst.BaseExpression]]:
    """What is added to variables, by the identity of their first values: all readers share it."""
    return {}


def _makes_list(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Call):
        return _last_name(node.func) in {"list", "tuple", "split"}
    return isinstance(node, (cst.List, cst.Tuple, cst.ListComp))


def _string_parts(
    node: cst.FormattedString | cst.ConcatenatedString,
) -> Sequence[cst.CSTNode]:
    return node.parts if isinstance(node, cst.FormattedString) else (node.left, node.right)


def _last_name(func: cst.BaseExpression) -> str:
    if isinstance(func, cst.Attribute):
        return func.attr.value
    return func.value if isinstance(func, cst.Name) else ""


def _filled_in(
    place: re.Pattern[str], text: str, values: Sequence[str], named: Mapping[str, str]
) -> str:
    """``text`` with the values in its places, by name or number where that is written there."""
    left = iter(values)

    def fill(match: re.Match[str]) -> str:
        key = match[1] if place.groups else ""
        if key.isdigit():
            return values[int(key)] if int(key) < len(values) else UNKNOWN
        return named.get(key, UNKNOWN) if key else next(left, UNKNOWN)

    return place.sub(fill, text)
