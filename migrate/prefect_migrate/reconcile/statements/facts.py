"""What a module says, counted: names, constants, keywords, decorators, statements and comments.

A merge is held to these counts: what all versions hold must stay, what one side added must be
there, what one side removed must not, and nothing may be there that no version holds. Counts add
up over the statements of a module, so that only those that differ are looked at.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from prefect_migrate.model import Refusal
from prefect_migrate.reconcile.statements.elements import Element, Text

_OF_LAYOUT = (
    *(ast.Module, ast.Expr, ast.Load, ast.Store, ast.Del, ast.arguments, ast.Pass),
    *(ast.Import, ast.ImportFrom, ast.JoinedStr, ast.FormattedValue),
)
"""Nodes that say nothing beyond what stands in them, or make room for nothing."""
_ASSIGNED = "assigned"
_Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Fact(NamedTuple):
    """One thing that a statement says; ``scope`` is the function or class that it stands in."""

    scope: str
    kind: str
    said: str

    def __str__(self) -> str:
        return f"# {self.said}" if self.kind == "comment" else self.said

    @property
    def unplaced(self) -> tuple[str, str]:
        """What is said, wherever it stands."""
        return self.kind, self.said


Facts = Counter[Fact]


class FactChange(NamedTuple):
    """How often a fact stands in the base, the newer and the older side, and in the result."""

    base: int | None
    newer: int
    older: int
    result: int


def statement_facts(nodes: Iterable[ast.stmt]) -> Facts:
    """The facts of statements, without their comments."""
    found: Facts = Counter()
    waiting: list[tuple[ast.AST, str]] = [(node, "") for node in nodes]
    while waiting:
        node, scope = waiting.pop()
        if isinstance(node, _Definition):
            found[Fact(scope, "definition", node.name)] += 1
            if isinstance(node, ast.AsyncFunctionDef):
                found[Fact(scope, "async", f"async def {node.name}")] += 1
            scope = f"{scope}.{node.name}" if scope else node.name
        else:
            found.update(Fact(scope, *said) for said in _node_fact(node))
        waiting += [(child, scope) for child in ast.iter_child_nodes(node)]
    return found


def _node_fact(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What one node says, those below it aside."""
    if isinstance(node, ast.Name):
        yield ("name" if isinstance(node.ctx, ast.Load) else "binding"), node.id
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from ((_ASSIGNED, _dotted(target)) for target in targets if _is_dotted(target))
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and "\n" in node.value:
            yield from (("text", line.strip()) for line in node.value.splitlines() if line.strip())
        else:
            yield "constant", repr(node.value)
    elif isinstance(node, ast.Call):
        called = _dotted(node.func)
        yield "call", called
        for keyword in node.keywords:
            yield "keyword", f"{called}({keyword.arg}={_leaf(keyword.value)})"
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        start = (
            f"{'.' * node.level}{node.module or ''}:" if isinstance(node, ast.ImportFrom) else ""
        )
        for alias in node.names:
            yield "import", f"{start}{alias.name}" + (f" as {alias.asname}" if alias.asname else "")
    elif not isinstance(node, (*_OF_LAYOUT, ast.alias, ast.keyword)):
        yield from _syntax_facts(node)


def _syntax_facts(node: ast.AST) -> Iterator[tuple[str, str]]:
    yield "syntax", type(node).__name__
    for name, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, (str, int)) and name not in ("type_comment", "lineno"):
                yield name, str(part)


def _dotted(node: ast.AST) -> str:
    """A dotted name, as it is called."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "…")
    return ".".join(reversed(parts))


def _is_dotted(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute)) and "…" not in _dotted(node)


def _leaf(node: ast.AST) -> str:
    """A value that is one name or constant; of any other its kind."""
    if isinstance(node, ast.Constant):
        return repr(node.value)
    return node.id if isinstance(node, ast.Name) else "…"


def element_facts(element: Element) -> Facts:
    """The facts of an element, with its comments; those above it belong to no scope.

    They are kept with the element: merging is tried until nothing is wrong any more.
    """
    known: dict[str, Facts] = vars(element)
    if "facts" not in known:
        known["facts"] = _read_facts(element)
    return known["facts"]


def _read_facts(element: Element) -> Facts:
    found = statement_facts(element.nodes)
    found.update(Fact("", "comment", comment) for comment in element.remarks if comment)
    scope = element.key[1] if element.kind in ("def", "class") else ""
    inside = element.text_of.comments(element.code, element.end)
    found.update(Fact(scope, "comment", comment) for comment in inside if comment)
    return found


class ModuleVersions:
    """The versions of a module that a result is held to; ``base`` is ``None`` where none is known."""

    def __init__(self, newer: Text, older: Text, base: Text | None) -> None:
        self.newer, self.older, self.base = newer, older, base

    def broken(self, newer: Text, older: Text, base: Text | None) -> Iterator[tuple[Fact, str]]:
        """The facts that a result doesn't do justice to, each with a sentence.

        A result is given with what is left open taken from each version; ``base`` is ``None``
        where it can't be had.
        """
        texts = [self.newer, self.older, *([self.base] if self.base else [])]
        views = [newer, older, *([base] if base else [])]
        counts = _different(*texts, *views)
        sides, results = counts[: len(texts)], counts[len(texts) :]
        for fact in sorted({fact for count in counts for fact in count}):
            result = results[0][fact]
            its = sides[0][fact], sides[1][fact] + result - results[1][fact]
            known = None
            if base is not None and self.base is not None:
                known = sides[2][fact] + result - results[2][fact]
            why = _wrong_count(fact, FactChange(known, *its, result))
            if why is not None:
                yield _about(fact), why


def _about(fact: Fact) -> Fact:
    """The fact, or the function that it stands in: what each side gave a name goes with its uses."""
    if fact.kind != _ASSIGNED or not fact.scope:
        return fact
    owner, _, name = fact.scope.rpartition(".")
    return Fact(owner, "definition", name)


def _different(*texts: Text) -> list[Facts]:
    """The facts of each text, those of statements aside that stand in all of them."""
    held = [Counter("".join(e.lines).strip() for e in text.elements) for text in texts]
    shared = held[0]
    for other in held[1:]:
        shared = shared & other
    return [_facts_beside_shared(text, Counter(shared)) for text in texts]


def _facts_beside_shared(text: Text, shared: Counter[str]) -> Facts:
    found: Facts = Counter()
    for element in text.elements:
        own = "".join(element.lines).strip()
        if shared[own]:
            shared[own] -= 1
        else:
            found.update(element_facts(element))
    return found


def _wrong_count(fact: Fact, counts: FactChange) -> str | None:
    """Why a count is wrong; ``None`` where it isn't."""
    low, high = _bounds(counts)
    if fact.kind == _ASSIGNED and counts.base == 0:
        high = max(counts.newer, counts.older)  # what each side gave a name is not one thing
    if low <= counts.result <= high:
        return None
    named = _named(fact)
    if fact.kind == _ASSIGNED and counts.base == 0 and counts.result <= counts.newer + counts.older:
        return f"both sides assign {named}"
    if counts.result > high:
        held = max(counts.base or 0, counts.newer, counts.older)
        if counts.result > held:
            return f"merging would write {named} once more than either side"
        return f"merging would keep {named}, which one side removed"
    if counts.base is not None and min(counts.newer, counts.older) < counts.base:
        return f"merging would lose {named}, which one side moved"
    if counts.base is None or min(counts.newer, counts.older, counts.base) > counts.result:
        return f"merging would lose {named}"
    side = "newer" if counts.newer > counts.older else "older"
    return f"merging would lose {named}, which the {side} side added"


def _bounds(counts: FactChange) -> tuple[int, int]:
    """How often a fact may stand in the result.

    Both sides may have done the same once, or each its own.
    """
    if counts.base is None:
        both = counts.newer, counts.older
        return min(both), max(both)
    base, first, second = counts.base, counts.newer - counts.base, counts.older - counts.base
    if first >= 0 and second >= 0:
        return base + max(first, second), base + first + second
    if first <= 0 and second <= 0:
        return base + first + second, base + min(first, second)
    return base + first + second, base + first + second


def _named(fact: Fact) -> str:
    if fact.kind == "comment":
        return f"the comment `# {fact.said}`"
    if fact.kind == "syntax":
        return f"a part of the code ({fact.said})"
    return f"`{fact.said}`"


def python_facts(text: str) -> Counter[Hashable] | None:
    """How often a module says each thing; ``None`` for text that is not Python."""
    try:
        elements = Text.of(text, "a version").elements
    except Refusal:
        return None
    found: Counter[Hashable] = Counter()
    for element in elements:
        found.update(element_facts(element))
    return found


def constants(text: str) -> frozenset[str]:
    """The constants of a module; none of text that is not Python."""
    found = python_facts(text)
    return frozenset(f.said for f in found or () if isinstance(f, Fact) and f.kind == "constant")
