"""YAML streams as trees that know their lines; ruamel.yaml composes, nothing is ever re-emitted.

What its marks mean was found by hand (0.18.17 and 0.19.1): those of scalars and flow collections
are exact, block collections reach over to the next token, block scalars take trailing blank lines
along, an empty value stands where the next token does, an alias where its anchor does, and an
anchor or a tag counts as the start of its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from prefect_codemods.yaml import composed
from prefect_migrate.model import split_lines

_OTHER_BREAKS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_DASH = re.compile(r" *-(?=\s|$)")
_MOST_VALUES = 1_000_000


class NotYaml(Exception):
    """A text that can't be read as manifests; ``line`` is 0-based, in the stream."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(slots=True)
class Node:
    """A value with its place in the stream; lines and columns are 0-based.

    ``[start, end)`` are its lines without trailing blank lines and comments; ``end_column`` is
    where it ends in its last line (-1: not known). ``style`` is that of a scalar (``""`` plain,
    ``'`` ``"`` ``|`` ``>``); ``flow`` marks ``{…}``, ``[…]`` and aliases, which stand for all that
    their anchor holds. ``size`` counts the values, with those behind aliases. ``alias`` is the name
    of the anchor that an alias stands for, ``anchor`` that of the anchor that stands before a value.
    """

    kind: Literal["map", "list", "scalar"]
    start: int
    end: int
    column: int
    text: str = ""
    style: str = ""
    flow: bool = False
    entries: list[Entry] = field(default_factory=list)
    end_column: int = -1
    size: int = 1
    alias: str = ""
    anchor: str = ""

    def get(self, key: str) -> Entry | None:
        """The entry of a mapping under ``key``."""
        return next((e for e in self.entries if e.key == key), None)


@dataclass(slots=True)
class Entry:
    """A pair of a mapping, or an item of a list (``key`` empty).

    ``[start, end)`` are its lines; ``column`` is that of the key or of the dash. ``inline`` marks a
    first pair that shares its line with the dash of its item. ``key_end`` is the column behind the
    key, or behind the dash.
    """

    key: str
    node: Node
    start: int
    end: int
    column: int
    inline: bool = False
    key_end: int = 0


@dataclass(slots=True, eq=False)
class Document:
    """One document of a stream: its lines ``[start, end)`` without markers, and its root.

    Only itself is equal to it: what two documents mean is compared by ``node_meaning``.

    ``merges`` says that it uses YAML's merge key ``<<``, so that its keys aren't all there are;
    ``inline`` that it starts in the line of its ``---``.
    """

    root: Node
    start: int
    end: int
    merges: bool = False
    inline: bool = False

    @property
    def kind(self) -> str:
        """``kind`` of the manifest, ``""`` where it has none."""
        return scalar_at(self.root, "kind")


def scalar_at(node: Node, *path: str) -> str:
    """The text of the scalar at ``path`` below ``node``, ``""`` where there is none."""
    for key in path:
        entry = node.get(key) if node.kind == "map" else None
        if entry is None:
            return ""
        node = entry.node
    return node.text if node.kind == "scalar" else ""


def read_documents(text: str, unmasked: Callable[[str], str] | None = None) -> list[Document]:
    """The documents of a YAML stream; empty ones are left out.

    ``unmasked`` gives back what a masked template says (``yaml_templates``).

    Raises ``NotYaml`` for what ruamel.yaml refuses, for duplicate keys, and for templates.
    """
    if other := _OTHER_BREAKS.search(text):
        line = text.count("\n", 0, other.start())
        raise NotYaml("a line break that only YAML takes for one", line)
    lines = split_lines(text)
    found = []
    try:
        for root in composed.document_roots(text):
            if root is None or (_is_empty(root) and not root.anchor):
                continue
            reader = _Reader(lines, unmasked)
            node = reader.read(root)
            start, end = _document_span(lines, node.start, node.end)
            inline = lines[node.start].startswith("---")
            found.append(Document(node, start, end, reader.merges, inline))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise NotYaml(str(said), mark.line if mark is not None else 0) from None
    except (ValueError, RecursionError) as error:
        raise NotYaml(str(error)) from None
    return found


class _Reader:
    def __init__(self, lines: Sequence[str], unmasked: Callable[[str], str] | None = None) -> None:
        self.lines = lines
        self.unmasked = unmasked or str
        self.open: set[int] = set()
        self.done: dict[int, Node] = {}
        self.merges = False

    def read(self, node: Any) -> Node:
        if id(node) in self.open:
            raise NotYaml("an alias points back to its own value", node.start_mark.line)
        self.open.add(id(node))
        made = self._node(node)
        self.open.discard(id(node))
        self.done[id(node)] = made
        made.anchor = str(node.anchor or "")
        made.size = 1 + sum(entry.node.size for entry in made.entries)
        if made.size > _MOST_VALUES:
            raise NotYaml("its aliases expand to too many values", node.start_mark.line)
        return made

    def _node(self, node: Any) -> Node:
        start, column = node.start_mark.line, node.start_mark.column
        end = node.end_mark
        if isinstance(node, ScalarNode):
            last = self._scalar_end(node)
            at = end.column if end.line == last - 1 else -1
            text = self.unmasked(str(node.value))
            return Node("scalar", start, last, column, text, node.style or "", end_column=at)
        flow = bool(node.flow_style)
        if isinstance(node, MappingNode):
            made = Node("map", start, start + 1, column, flow=flow)
            self._pairs(node, made)
        elif isinstance(node, SequenceNode):
            made = Node("list", start, start + 1, column, flow=flow)
            self._items(node, made)
        else:
            raise NotYaml("a value of an unknown kind", start)
        if flow:
            made.end, made.end_column = end.line + 1, end.column
        elif made.entries:
            made.end = max(entry.end for entry in made.entries)
        return made

    def _scalar_end(self, node: Any) -> int:
        end: int = node.end_mark.line + (1 if node.end_mark.column > 0 else 0)
        if node.style in ("|", ">"):
            while end > node.start_mark.line + 1 and (
                end > len(self.lines) or not self.lines[end - 1].strip()
            ):
                end -= 1
        return max(end, int(node.start_mark.line) + 1)

    def _pairs(self, node: Any, made: Node) -> None:
        keys: set[str] = set()
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                raise NotYaml("a template or a key that is not a scalar", key_node.start_mark.line)
            key = self.unmasked(str(key_node.value))
            if key in keys:
                raise NotYaml(f"the key {key!r} appears twice", key_node.start_mark.line)
            keys.add(key)
            self.merges |= key == "<<" and not key_node.style
            mark, end = key_node.start_mark, key_node.end_mark
            if id(key_node) in self.done:
                raise NotYaml("an alias in the place of a key", mark.line)
            value = self._placed(value_node, end.line, end.column) or self.read(value_node)
            inline = bool(self.lines[mark.line][: mark.column].strip()) and not made.flow
            made.entries.append(
                Entry(key, value, mark.line, value.end, mark.column, inline, end.column)
            )

    def _placed(self, node: Any, line: int, column: int) -> Node | None:
        """A value whose own marks are elsewhere (empty, or an alias) as if it stood here."""
        if id(node) in self.done:
            return replace(
                self.done[id(node)],
                start=line,
                end=line + 1,
                column=column,
                end_column=-1,
                flow=True,
                alias=str(node.anchor or ""),
                anchor="",
            )
        if _is_empty(node):
            return Node("scalar", line, line + 1, column)
        return None

    def _items(self, node: Any, made: Node) -> None:
        at = made.start
        if not made.flow:
            at, made.column = self._first_dash(at, made.column)
        for item in node.value:
            if made.flow:
                value = self._placed(item, made.start, made.column) or self.read(item)
                made.entries.append(Entry("", value, value.start, value.end, value.column))
                continue
            if made.entries:
                at = self._next_dash(at, made.column)
            value = self._placed(item, at, made.column + 1) or self.read(item)
            end = max(value.end, at + 1)
            made.entries.append(Entry("", value, at, end, made.column, key_end=made.column + 1))
            at = end

    def _first_dash(self, line: int, column: int) -> tuple[int, int]:
        """The first dash of a list whose value, or the anchor or tag of it, starts here."""
        if self.lines[line][column : column + 1] == "-":
            return line, column
        for number in range(line + 1, len(self.lines)):
            if dash := _DASH.match(self.lines[number]):
                return number, dash.end() - 1
        raise NotYaml("a list without dashes", line)

    def _next_dash(self, line: int, column: int) -> int:
        for number in range(line, len(self.lines)):
            dash = _DASH.match(self.lines[number])
            if dash and dash.end() - 1 == column:
                return number
        raise NotYaml("a list without dashes", line)


def _is_empty(node: Any) -> bool:
    return isinstance(node, ScalarNode) and node.value == "" and not node.style


def _document_span(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The document's lines with the comments above its first key."""
    while start > 0 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start, end
