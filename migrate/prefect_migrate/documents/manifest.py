"""YAML streams as trees that know their lines; ruamel.yaml composes, nothing is ever re-emitted.

What its marks mean was found by hand (0.18.17 and 0.19.1): those of scalars and flow collections
are exact, block collections reach over to the next token, block scalars take trailing blank lines
along, and an empty value stands where the next token does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from prefect_migrate.model import split_lines


class NotYaml(Exception):
    """A text that can't be read as manifests; ``line`` is 0-based, in the stream."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(slots=True)
class Node:
    """A value with its place in the stream; lines and columns are 0-based.

    ``lines`` are ``[start, end)`` without trailing blank lines and comments. ``style`` is that of a
    scalar (``""`` plain, ``'`` ``"`` ``|`` ``>``); ``flow`` marks ``{…}`` and ``[…]``.
    """

    kind: Literal["map", "list", "scalar"]
    start: int
    end: int
    column: int
    text: str = ""
    style: str = ""
    flow: bool = False
    entries: list[Entry] = field(default_factory=list)

    def get(self, key: str) -> Entry | None:
        """The entry of a mapping under ``key``."""
        return next((e for e in self.entries if e.key == key), None)


@dataclass(slots=True)
class Entry:
    """A pair of a mapping, or an item of a list (``key`` empty).

    ``lines`` of the entry are ``[start, end)``; ``column`` is that of the key or of the dash.
    ``inline`` marks a first pair that shares its line with the dash of its item.
    """

    key: str
    node: Node
    start: int
    end: int
    column: int
    inline: bool = False


@dataclass(slots=True)
class Document:
    """One document of a stream: its lines ``[start, end)`` without markers, and its root."""

    root: Node
    start: int
    end: int
    anchored: bool = False

    @property
    def kind(self) -> str:
        """``kind`` of the manifest, ``""`` where it has none."""
        return scalar(self.root, "kind")


def scalar(node: Node, *path: str) -> str:
    """The text of the scalar at ``path`` below ``node``, ``""`` where there is none."""
    for key in path:
        entry = node.get(key) if node.kind == "map" else None
        if entry is None:
            return ""
        node = entry.node
    return node.text if node.kind == "scalar" else ""


def documents(text: str) -> list[Document]:
    """The documents of a YAML stream; empty ones are left out.

    Raises ``NotYaml`` for what ruamel.yaml refuses, for duplicate keys, and for templates.
    """
    lines = split_lines(text)
    try:
        roots = [root for root in YAML(typ="safe", pure=True).compose_all(text) if root is not None]
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise NotYaml(str(said), mark.line if mark is not None else 0) from None
    except (ValueError, RecursionError) as error:
        raise NotYaml(str(error)) from None
    found = []
    for root in roots:
        reader = _Reader(lines)
        node = reader.read(root)
        start, end = _span(lines, node.start, node.end)
        found.append(Document(node, start, end, reader.anchored))
    return found


class _Reader:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.seen: set[int] = set()
        self.anchored = False

    def read(self, node: Any) -> Node:
        if id(node) in self.seen:
            raise NotYaml("an alias points back to its own value", node.start_mark.line)
        if getattr(node, "anchor", None):
            self.anchored = True
        start, column = node.start_mark.line, node.start_mark.column
        if isinstance(node, ScalarNode):
            style = node.style or ""
            return Node("scalar", start, self._scalar_end(node), column, str(node.value), style)
        self.seen.add(id(node))
        flow = bool(node.flow_style)
        if isinstance(node, MappingNode):
            made = Node("map", start, start + 1, column, flow=flow)
            self._pairs(node, made)
        elif isinstance(node, SequenceNode):
            made = Node("list", start, start + 1, column, flow=flow)
            self._items(node, made)
        else:
            raise NotYaml("a value of an unknown kind", start)
        self.seen.discard(id(node))
        if flow:
            made.end = node.end_mark.line + 1
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
                raise NotYaml("a template or a key that is no scalar", key_node.start_mark.line)
            key = str(key_node.value)
            if key in keys:
                raise NotYaml(f"the key {key!r} stands twice", key_node.start_mark.line)
            keys.add(key)
            mark = key_node.start_mark
            value = self._value(key_node, value_node)
            inline = bool(self.lines[mark.line][: mark.column].strip()) and not made.flow
            made.entries.append(Entry(key, value, mark.line, value.end, mark.column, inline))

    def _value(self, key: Any, value: Any) -> Node:
        if key.start_mark.line <= value.start_mark.line and _empty(value):
            end = key.end_mark
            return Node("scalar", end.line, end.line + 1, end.column)
        if value.start_mark.line < key.start_mark.line:  # an alias: the marks are the anchor's
            self.anchored = True
            end = key.end_mark
            copy = self.read(value)
            return Node(
                copy.kind,
                end.line,
                end.line + 1,
                end.column,
                copy.text,
                copy.style,
                True,
                copy.entries,
            )
        return self.read(value)

    def _items(self, node: Any, made: Node) -> None:
        for item in node.value:
            value = self.read(item)
            start, column = value.start, value.column
            if not made.flow:
                start, column = self._dash(value.start, value.column, made.column)
            made.entries.append(Entry("", value, start, max(value.end, start + 1), column))

    def _dash(self, line: int, column: int, outer: int) -> tuple[int, int]:
        """Where the dash of the item whose value starts at ``line``, ``column`` stands."""
        while line >= 0:
            text = self.lines[line]
            if text[:column].strip() == "-" or text[outer : outer + 1] == "-":
                return line, text.index("-")
            line -= 1
            column = outer + 2
        return max(line, 0), outer


def _empty(node: Any) -> bool:
    return isinstance(node, ScalarNode) and node.value == "" and not node.style


def _span(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The document's lines with the comments above its first key."""
    while start > 0 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start, end


def comments_above(lines: Sequence[str], entry: Entry, floor: int) -> int:
    """The first line of the comments that belong to ``entry``: those right above, as deep as it."""
    start = entry.start
    while start > floor:
        above = lines[start - 1]
        text = above.lstrip(" ")
        if not text.startswith("#") or len(above) - len(text) != entry.column:
            break
        start -= 1
    return start


def walk(node: Node) -> Iterator[Node]:
    """``node`` and all below it."""
    yield node
    for entry in node.entries:
        yield from walk(entry.node)
