"""YAML as ruamel.yaml composes it, and edits of its text by the marks of its nodes.

Nothing is emitted: an edit is (start, end, new text) in characters. The marks of scalars and flow
collections are exact; block collections reach over to the next token, so that their end is that
of their last part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from prefect_codemods.findings import Refusal
from prefect_codemods.text_edits import Edit
from prefect_codemods.yaml import composed

_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z_./][\w./@=+-]*(?:[: ][\w./@=+-]+)*|--?[A-Za-z][\w./@=+-]*")
_FLOW = frozenset(",[]{}")
_WORDS_OF_YAML = re.compile(r"(?:y|n|yes|no|on|off|true|false|null|~)", re.IGNORECASE)


def compose_documents(text: str) -> list[Any]:
    """The root nodes of all documents.

    Raises ``Refusal`` for what isn't YAML, templates of Helm and Jinja included.
    """
    try:
        roots = [root for root in composed.document_roots(text) if root is not None]
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        # By the offset: YAML ends lines at characters at which a file's lines don't end.
        at = min(mark.index, len(text)) if mark is not None else 0
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        raise Refusal(str(said), line, column, "resolve what isn't YAML first") from None
    except (ValueError, RecursionError) as error:
        raise Refusal(str(error)) from None
    return roots


def mapping_pairs(node: Any) -> list[tuple[str, Any, Any]]:
    """Key, its node and the value's node for each pair of a mapping with a scalar for its key."""
    if not isinstance(node, MappingNode):
        return []
    return [(str(k.value), k, v) for k, v in node.value if isinstance(k, ScalarNode)]


def sequence_items(node: Any) -> list[Any]:
    """The items of a sequence; none for other nodes."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def node_at(node: Any, *path: str) -> Any:
    """The node at ``path`` below ``node``, ``None`` where there is none."""
    for key in path:
        node = next((v for k, _, v in mapping_pairs(node) if k == key), None)
    return node


def scalar_value(node: Any) -> str | None:
    """The text of a scalar, ``None`` for other nodes."""
    return str(node.value) if isinstance(node, ScalarNode) else None


def node_start(node: Any) -> int:
    """The offset of a node's first character."""
    at: int = node.start_mark.index
    return at


def walk_nodes(node: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """``node`` and all below it, each node once."""
    seen = set() if seen is None else seen
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    for key, inner in node.value if isinstance(node, MappingNode) else ():
        yield from walk_nodes(key, seen)
        yield from walk_nodes(inner, seen)
    for inner in sequence_items(node):
        yield from walk_nodes(inner, seen)


def node_end(node: Any, text: str) -> int:
    """The offset behind a node's last character, without what follows block collections."""
    last: int = node.end_mark.index
    if isinstance(node, ScalarNode):
        return len(text[:last].rstrip()) if node.style in ("|", ">") else last
    if node.flow_style or not node.value:
        return last
    if isinstance(node, SequenceNode):
        return max(node_end(item, text) for item in node.value)
    return max(_pair_end(key, inner, text) for key, inner in node.value)


def _pair_end(key: Any, inner: Any, text: str) -> int:
    after = node_end(key, text)
    elsewhere = node_start(inner) < after  # an alias: the marks are those of its anchor
    empty = isinstance(inner, ScalarNode) and not inner.value and not inner.style
    return after if elsewhere or empty else max(after, node_end(inner, text))


def raw_scalar(node: Any, text: str) -> str:
    """The source text of a scalar."""
    return text[node_start(node) : node_end(node, text)]


def can_replace(node: Any, text: str) -> bool:
    """Whether a scalar stands in one line, without anchor, tag or escape, and can be replaced."""
    if not isinstance(node, ScalarNode) or node.style in ("|", ">"):
        return False
    source = raw_scalar(node, text)
    quoted = source[:1] in ("'", '"')
    inner = source[1:-1] if quoted else source
    return "\n" not in source and inner == node.value


def written_scalar(new: str, like: str) -> str:
    """``new`` as a scalar, quoted as ``like`` is quoted, or where it must be."""
    if like.startswith("'") and "'" not in new and "\n" not in new:
        return f"'{new}'"
    if like.startswith('"'):
        return json.dumps(new, ensure_ascii=False)
    if _PLAIN.fullmatch(new) and not _WORDS_OF_YAML.fullmatch(new):
        return new
    # What holds one of these without quotes doesn't stand in a collection in braces.
    block = not _FLOW.isdisjoint(like) or _FLOW.isdisjoint(new)
    if block and "\n" not in new and read_alone(new) == new:
        return new
    return json.dumps(new, ensure_ascii=False)


def read_alone(source: str) -> str | None:
    """The text that YAML reads where ``source`` is the value of a key; ``None`` for what is none."""
    try:
        (root,) = composed.document_roots(f"key: {source}\n")
    except (YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(root, MappingNode) or len(root.value) != 1:
        return None
    node = root.value[0][1]
    text = isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:str"
    return str(node.value) if text else None


def without_pairs(mapping: Any, indexes: Sequence[int], text: str) -> list[Edit] | None:
    """Edits that delete pairs of a block mapping by whole lines.

    ``None`` where that can't be done: in braces, where nothing would be left, or where a comment
    would go with them.
    """
    every = mapping.value
    if mapping.flow_style or len(indexes) >= len(every) or not indexes:
        return None
    edits: list[Edit] = []
    removed = set(indexes)
    first = node_start(every[0][0])
    head = text[text.rfind("\n", 0, first) + 1 : first]
    index = 0
    if 0 in removed and head.strip():
        while index in removed:
            index += 1
        edits.append((first, node_start(every[index][0]), ""))
    for number in sorted(removed):
        if number >= index:
            key, inner = every[number]
            edits.append(_delete_lines(node_start(key), _pair_end(key, inner, text), text))
    return None if any(_COMMENT.search(text[a:b]) for a, b, _ in edits) else edits


def without_items(sequence: Any, indexes: Sequence[int], text: str) -> list[Edit] | None:
    """Edits that delete items of a block sequence by whole lines; ``None`` as for pairs."""
    if sequence.flow_style or len(indexes) >= len(sequence.value) or not indexes:
        return None
    edits: list[Edit] = []
    for number in indexes:
        item = sequence.value[number]
        at = node_start(item)
        if text[text.rfind("\n", 0, at) + 1 : at].strip() != "-":
            return None
        edits.append(_delete_lines(at, node_end(item, text), text))
    return None if any(_COMMENT.search(text[a:b]) for a, b, _ in edits) else edits


def _delete_lines(first: int, last: int, text: str) -> Edit:
    close = text.find("\n", last)
    return text.rfind("\n", 0, first) + 1, len(text) if close < 0 else close + 1, ""
