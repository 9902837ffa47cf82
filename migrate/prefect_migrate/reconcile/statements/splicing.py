"""Three versions of one statement merged by its parts: keyword arguments by name, items by key.

What the one side changed is spliced into the other side's text, so that its layout stays.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from prefect_codemods.python import normal_form
from prefect_migrate.reconcile.statements.line_merge import Hunk, changes_apart, side_hunks
from prefect_migrate.reconcile.statements.statement_parts import (
    Item,
    Items,
    StatementCode,
    Unmergeable,
    items_differ,
    parameter_parts,
    read_members,
    read_parameters,
)


class Splice(NamedTuple):
    """Put ``text`` in the place of the characters ``[start, end)``."""

    start: int
    end: int
    text: str


def merge_statement(newer: str, older: str, base: str, *, as_set: bool = False) -> str | None:
    """The merge of three texts of one statement, in the newer one's layout.

    ``as_set``: the members of a list are an unordered set (``__all__``). ``None`` where they can't
    be merged for certain: splicing either side's changes into the other must mean the same.
    """
    try:
        one = _spliced(newer, older, base, as_set)
        other = _spliced(older, newer, base, as_set)
        if _unordered_dump(ast.parse(one), as_set) != _unordered_dump(ast.parse(other), as_set):
            return None
    except (Unmergeable, SyntaxError, ValueError):
        return None
    return one


def _unordered_dump(node: ast.AST, as_set: bool) -> str:
    """A dump in which keywords, entries of dictionaries and members of sets have no order."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            part.keywords.sort(key=lambda k: k.arg or "")
        elif isinstance(part, ast.Set) or (as_set and isinstance(part, (ast.List, ast.Tuple))):
            part.elts.sort(key=ast.dump)
        elif isinstance(part, ast.ImportFrom):
            part.names.sort(key=ast.dump)
        elif isinstance(part, ast.Dict):
            pairs = zip(part.keys, part.values, strict=True)
            ordered = sorted(pairs, key=lambda pair: ast.dump(pair[0]) if pair[0] else "")
            part.keys, part.values = [k for k, _ in ordered], [v for _, v in ordered]
    return ast.dump(node)


def _spliced(onto: str, other: str, base: str, as_set: bool) -> str:
    """``onto`` with the changes from ``base`` to ``other``."""
    splicer = _Splicer(StatementCode(onto), StatementCode(other), StatementCode(base), as_set)
    splicer.merge(splicer.onto.node, splicer.other.node, splicer.base.node)
    text, at = "", 0
    for splice in sorted(splicer.splices, key=lambda s: (s.start, s.end)):
        if splice.start < at:
            raise Unmergeable("changes that touch each other")
        text += onto[at : splice.start] + splice.text
        at = splice.end
    return text + onto[at:]


_CONTAINERS = (ast.Dict, ast.Set, ast.List, ast.Tuple, ast.Await, ast.Starred)


def _shown(node: ast.AST, field: str) -> list[str]:
    """What stands in a field of a node, to compare."""
    value = getattr(node, field, None)
    parts = value if isinstance(value, list) else [value]
    return [normal_form.normal_dump(p) if isinstance(p, ast.AST) else repr(p) for p in parts]


class _Splicer:
    def __init__(
        self, onto: StatementCode, other: StatementCode, base: StatementCode, as_set: bool
    ) -> None:
        self.onto, self.other, self.base = onto, other, base
        self.as_set = as_set
        self.splices: list[Splice] = []

    def merge(self, onto: ast.AST, other: ast.AST, base: ast.AST) -> None:
        """Note the splices that carry ``base`` → ``other`` over to ``onto``."""
        dumps = [normal_form.normal_dump(node) for node in (onto, other, base)]
        if dumps[1] in (dumps[0], dumps[2]):
            return
        if dumps[0] == dumps[2] and hasattr(onto, "lineno"):
            self._take(onto, other, base)
        elif type(onto) is type(other) is type(base):
            if isinstance(onto, ast.arguments):
                self._parameters(onto, other, base)
            else:
                self._descend(onto, other, base)
        else:
            raise Unmergeable("both sides changed it")

    def _parameters(self, onto: ast.AST, other: ast.AST, base: ast.AST) -> None:
        """The parameters of a function by name; where both add one in one place, none is first."""
        for group in ("posonlyargs", "args", "kwonlyargs"):
            versions = [read_parameters(c, n, group) for c, n in self._sides(onto, other, base)]
            self._items(onto, *versions)
        for field in ("vararg", "kwarg"):
            values = [getattr(node, field) for node in (onto, other, base)]
            dumps = [value and ast.dump(value) for value in values]
            if dumps[1] not in (dumps[0], dumps[2]):
                raise Unmergeable(f"both sides changed its {field}")
            if dumps[0] == dumps[2] != dumps[1]:
                raise Unmergeable(f"its {field} was changed")

    def _take(self, onto: ast.AST, other: ast.AST, base: ast.AST) -> None:
        """Only ``other`` changed: by its named parts, so that the layout stays, or as a whole."""
        done = len(self.splices)
        try:
            if not self._named_parts(onto) or type(onto) is not type(other):
                raise Unmergeable("without named parts")
            self._descend(onto, other, base)
        except Unmergeable:
            del self.splices[done:]
            self.splices.append(Splice(*self.onto.span(onto), self.other.of(other)))

    def _descend(self, onto: ast.AST, other: ast.AST, base: ast.AST) -> None:
        self._belongs_together(onto, other, base)
        named = self._named_parts(onto)
        for field in onto._fields:
            values: list[object] = [getattr(node, field, None) for node in (onto, other, base)]
            if field in named:
                continue
            if isinstance(values[0], list):
                self._members(onto, *values)
            elif any(isinstance(value, ast.AST) for value in values):
                self._children(field, *values)
            elif values[1] not in (values[0], values[2]):
                raise Unmergeable(f"both sides changed its {field}")
        if named:
            self._items(onto, *(read_members(c, n) for c, n in self._sides(onto, other, base)))

    def _belongs_together(self, onto: ast.AST, other: ast.AST, base: ast.AST) -> None:
        """Raise ``Unmergeable`` where each side changed another part of one expression.

        Arguments and members stand for themselves; what is called and with what, or the operands
        of an operator, do not.
        """
        if not isinstance(onto, ast.expr) or isinstance(onto, _CONTAINERS):
            return
        own, others = (
            {field for field in onto._fields if _shown(node, field) != _shown(base, field)}
            for node in (onto, other)
        )
        if isinstance(onto, ast.Call) and not {"func"} & (own | others):
            if _may_give_one_twice(onto, other, base) or _may_give_one_twice(other, onto, base):
                raise Unmergeable("one side added an argument by position, the other by keyword")
            return
        if own and others and (own != others or len(own) > 1):
            raise Unmergeable("the sides changed parts of one expression")

    def _children(self, field: str, onto: object, other: object, base: object) -> None:
        if not (isinstance(onto, ast.AST) and isinstance(other, ast.AST)):
            raise Unmergeable(f"its {field} was added or removed")
        if not isinstance(base, ast.AST):
            raise Unmergeable(f"its {field} was added or removed")
        self.merge(onto, other, base)

    def _sides(
        self, onto: ast.AST, other: ast.AST, base: ast.AST
    ) -> tuple[tuple[StatementCode, ast.AST], ...]:
        return (self.onto, onto), (self.other, other), (self.base, base)

    def _named_parts(self, node: ast.AST) -> tuple[str, ...]:
        """The fields whose members have an identity of their own."""
        if isinstance(node, ast.Call):
            return ("keywords",)
        if isinstance(node, ast.Dict):
            return ("keys", "values")
        if isinstance(node, ast.ImportFrom):
            return ("names",)
        if isinstance(node, ast.Set) or (self.as_set and isinstance(node, (ast.List, ast.Tuple))):
            return ("elts",)
        return ()

    def _members(self, holder: ast.AST, onto: object, other: object, base: object) -> None:
        """Members that have no names: each with its counterpart, or as a sequence."""
        assert isinstance(onto, list) and isinstance(other, list) and isinstance(base, list)
        if not len(onto) == len(other) == len(base):
            self._sequence(holder, onto, other, base)
            return
        if isinstance(holder, ast.Tuple) and all(_changed(nodes, base) for nodes in (onto, other)):
            raise Unmergeable("the sides changed parts of one tuple")
        for parts in zip(onto, other, base, strict=True):
            if all(isinstance(part, ast.AST) for part in parts):
                self.merge(*parts)
            elif parts[1] not in (parts[0], parts[2]):
                raise Unmergeable("both sides changed it")

    def _sequence(
        self, holder: ast.AST, onto: list[ast.AST], other: list[ast.AST], base: list[ast.AST]
    ) -> None:
        """Arguments or items, some of them added or removed; changes must not touch each other."""
        if not isinstance(holder, (ast.Call, ast.List, ast.Tuple)):
            raise Unmergeable("members without names that were added or removed")
        dumps = [[normal_form.normal_dump(node) for node in nodes] for nodes in (onto, other, base)]
        own, changes = side_hunks(dumps[2], dumps[0]), side_hunks(dumps[2], dumps[1])
        if not changes_apart(own, changes):
            raise Unmergeable("changes of both sides touch each other")
        known = {(h.start, h.end, h.lines) for h in own}
        changes = [h for h in changes if (h.start, h.end, h.lines) not in known]
        count = len(onto) + sum(len(h.lines) - (h.end - h.start) for h in changes)
        if isinstance(holder, ast.Tuple) and count < 2:
            raise Unmergeable("a tuple that would be none any more")
        items = {str(i): Item(str(i), n, *self.onto.span(n)) for i, n in enumerate(onto)}
        for change in changes:
            shift = sum(len(h.lines) - (h.end - h.start) for h in own if h.end <= change.start)
            self._replace(holder, items, change, shift, other)

    def _replace(
        self, holder: ast.AST, items: Items, change: Hunk, shift: int, other: list[ast.AST]
    ) -> None:
        """Carry one change over; ``shift`` is where its first member stands, counted from there."""
        first = change.start + shift
        new = [Item("", node, *self.other.span(node)) for node in other[slice(*change.side)]]
        removed = [str(i) for i in range(first, first + change.end - change.start)]
        for key, item in zip(removed, new, strict=False):
            place = items[key]
            text = self.other.text[item.start : item.end]
            self.splices.append(Splice(place.start, place.end, text))
        for key in removed[len(new) :]:
            self._remove(items, key)
        before = items.get(str(first + len(removed) - 1))
        for item in new[len(removed) :]:
            self._insert(holder, items, before, item)

    def _items(self, holder: ast.AST, onto: Items, other: Items, base: Items) -> None:
        for key, item in base.items():
            if key in other and key in onto:
                self._one(onto[key], other[key], item)
            elif key in onto:
                if items_differ(onto[key], item):
                    raise Unmergeable(f"{key} was changed here and removed there")
                self._remove(onto, key)
            elif key in other and items_differ(other[key], item):
                raise Unmergeable(f"{key} was changed here and removed there")
        before: Item | None = None
        for key, item in other.items():
            if key in base:
                before = onto.get(key, before) if key in onto else before
            elif key not in onto:
                self._insert(holder, onto, _behind_added(onto, base, before), item)
            elif items_differ(onto[key], item):
                self._take_fuller_call(onto[key], item)
                before = onto[key]
            else:
                before = onto[key]

    def _take_fuller_call(self, onto: Item, other: Item) -> None:
        """Both sides added the same call, and one of them says all of what the other does."""
        own, its = (getattr(item.node, "value", None) for item in (onto, other))
        if not (isinstance(own, ast.Call) and isinstance(its, ast.Call)):
            raise Unmergeable(f"both sides added {onto.key}")
        if _holds_call(its, own):
            self.splices.append(Splice(*self.onto.span(own), self.other.of(its)))
        elif not _holds_call(own, its):
            raise Unmergeable(f"both sides added {onto.key}")

    def _one(self, onto: Item, other: Item, base: Item) -> None:
        if isinstance(onto.node, ast.Tuple) and not hasattr(onto.node, "lineno"):
            self._parameter(onto, other, base)
            return
        nodes = [getattr(i.node, "value", i.node) for i in (onto, other, base)]
        if not isinstance(onto.node, ast.keyword):
            nodes = [onto.node, other.node, base.node]
        self.merge(*nodes)

    def _parameter(self, onto: Item, other: Item, base: Item) -> None:
        """A parameter with its annotation and default; each side may have changed one of them."""
        if not items_differ(other, base) or not items_differ(other, onto):
            return
        text = self.other.text[other.start : other.end]
        if items_differ(onto, base):
            text = self._annotated_default(onto, other, base)
        self.splices.append(Splice(onto.start, onto.end, text))

    def _annotated_default(self, onto: Item, other: Item, base: Item) -> str:
        """A parameter that one side annotated anew, and to which the other gave another default.

        The default stays one of its kind, so that the annotation fits it as before.
        """
        parts = [parameter_parts(item) for item in (onto, other, base)]
        (own, its_default), (others, other_default), (known, default) = parts
        changed = [normal_form.normal_dump(node) for node in (its_default, other_default, default)]
        if len({type(node.value) for node in (its_default, other_default, default)}) > 1:
            raise Unmergeable(f"both sides changed {onto.key}")
        annotations = [node and normal_form.normal_dump(node) for node in (own, others, known)]
        if annotations[1] == annotations[2] and changed[0] == changed[2]:
            annotation, value = own and self.onto.of(own), self.other.of(other_default)
        elif annotations[0] == annotations[2] and changed[1] == changed[2]:
            annotation, value = others and self.other.of(others), self.onto.of(its_default)
        else:
            raise Unmergeable(f"both sides changed {onto.key}")
        return f"{onto.key}: {annotation} = {value}" if annotation else f"{onto.key}={value}"

    def _remove(self, items: Items, key: str) -> None:
        item = items[key]
        code = self.onto
        if code.alone(item):
            start, end = code.line_start(item.start), code.line_end(item.end)
        else:
            ordered = sorted(items.values(), key=lambda i: i.start)
            place = ordered.index(item)
            start, end = item.start, item.end
            if place:
                start = ordered[place - 1].end
            elif len(ordered) > 1:
                end = ordered[1].start
        if "#" in code.text[start:end]:
            raise Unmergeable(f"{key} is removed, and carries a comment")
        self.splices.append(Splice(start, end, ""))

    def _insert(self, holder: ast.AST, items: Items, before: Item | None, item: Item) -> None:
        code, text = self.onto, self.other.text[item.start : item.end]
        first = min(items.values(), key=lambda i: i.start, default=None)
        if before is None and isinstance(holder, ast.Call) and holder.args and first:
            before = first  # behind any positional arguments
        if before is None and first is None and isinstance(holder, ast.Call):
            before, first = self._beside(holder, item)
        neighbour = before or first
        if neighbour is None:
            raise Unmergeable("an addition to an empty list")
        if not code.alone(neighbour):
            spot = neighbour.end if before else neighbour.start
            self.splices.append(Splice(spot, spot, f", {text}" if before else f"{text}, "))
            return
        indent = code.text[code.line_start(neighbour.start) : neighbour.start]
        newline = "\r\n" if "\r\n" in code.text else "\n"
        spot = code.line_end(neighbour.end) if before else code.line_start(neighbour.start)
        comma = Splice(before.end, before.end, ",") if before else None
        followed = comma is None or code.text[comma.end :].lstrip().startswith(",")
        if comma and not followed and comma not in self.splices:
            self.splices.append(comma)
        self.splices.append(Splice(spot, spot, f"{indent}{text},{newline}"))

    def _beside(self, call: ast.Call, item: Item) -> tuple[Item | None, Item | None]:
        """The argument of the other kind that a first one goes behind, or in front of."""
        if isinstance(item.node, ast.keyword):
            nodes: list[ast.AST] = [*call.args[-1:]]
        else:
            nodes = [*call.keywords[:1]]
        found = next((Item("", node, *self.onto.span(node)) for node in nodes), None)
        return (found, None) if isinstance(item.node, ast.keyword) else (None, found)


def _behind_added(onto: Items, base: Items, before: Item | None) -> Item | None:
    """The last of the members that one side added behind ``before``: the other's follow them."""
    ordered = sorted(onto.values(), key=lambda item: item.start)
    at = ordered.index(before) + 1 if before is not None else 0
    while at < len(ordered) and ordered[at].key not in base:
        before = ordered[at]
        at += 1
    return before


def _may_give_one_twice(one: ast.AST, other: ast.AST, base: ast.AST) -> bool:
    """Whether ``one`` added an argument by position that may be what ``other`` gives by keyword."""
    assert isinstance(one, ast.Call) and isinstance(other, ast.Call) and isinstance(base, ast.Call)
    names = {keyword.arg for call in (one, base) for keyword in call.keywords}
    return len(one.args) > len(base.args) and any(k.arg not in names for k in other.keywords)


def _changed(nodes: Sequence[ast.AST], base: Sequence[ast.AST]) -> bool:
    return [*map(normal_form.normal_dump, nodes)] != [*map(normal_form.normal_dump, base)]


def _holds_call(call: ast.Call, other: ast.Call) -> bool:
    """Whether a call has all that another has, and more keyword arguments."""
    shown = [
        (normal_form.normal_dump(c.func), [*map(normal_form.normal_dump, c.args)])
        for c in (call, other)
    ]
    keywords = [{normal_form.normal_dump(k) for k in c.keywords} for c in (call, other)]
    return shown[0] == shown[1] and keywords[0] > keywords[1]
