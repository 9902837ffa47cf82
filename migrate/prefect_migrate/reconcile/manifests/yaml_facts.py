"""What a YAML file says: the values at their paths, and the comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from prefect_migrate.documents.manifest import Document, Node, NotYaml, read_documents, scalar_at
from prefect_migrate.documents.yaml_comments import DocumentComments
from prefect_migrate.documents.yaml_templates import mask_templates, unmask_templates
from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.fact_check import Facts, allowed_counts
from prefect_migrate.reconcile.manifests.aliases import take_literally
from prefect_migrate.reconcile.manifests.identity import manifest_identity
from prefect_migrate.reconcile.manifests.values import no_fact, node_meaning
from prefect_migrate.reconcile.manifests.variable_forms import VARIABLES, read_variables

Path = tuple[str, ...]


class ValueAt(NamedTuple):
    """A value and where it stands."""

    path: Path
    value: Hashable

    def __str__(self) -> str:
        return f"{'.'.join(self.path[1:])}: {_shown(self.value)}"


class ValueOf(NamedTuple):
    """A value and its key, wherever it stands."""

    key: str
    value: Hashable

    def __str__(self) -> str:
        return f"{self.key}: {_shown(self.value)}"


_NAMES = ("name", "id", "key", "host", "path", "repo")
"""What an item may go by; one that has none of these stands for itself."""


def yaml_facts(text: str) -> Facts | None:
    """The values of all documents, with their paths and with their keys alone, and the comments."""
    lines = split_lines(text)
    try:
        found = read_documents(text)
    except NotYaml:
        hidden = mask_templates(lines)
        if hidden is None:
            return None
        lines = hidden
        try:
            found = read_documents("".join(hidden), unmask_templates)
        except NotYaml:
            return None
    facts: Facts = Counter()
    for document in map(take_literally, found):
        values = list(_values_of_node(document.root, (_document_name(document),)))
        facts.update(values)
        facts.update(ValueOf(path[-1], value) for path, value in values)
    facts.update(("comment", comment) for comment in _comments_of_stream(lines, found))
    return facts


def _document_name(document: Document) -> str:
    found = manifest_identity(document)
    return "/".join(part for part in found if part) if found is not None else "document"


def _comments_of_stream(lines: list[str], found: list[Document]) -> Iterator[str]:
    start = 0
    for number, document in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(lines)
        region = min(start, document.start), max(end, document.end)
        yield from DocumentComments(lines, document, region).whole(document.root)
        start = end


def _values_of_node(node: Node, path: Path) -> Iterator[ValueAt]:
    variables = read_variables(node) if path[-1] in VARIABLES and node.entries else None
    if variables and any(said is not None for said, _ in variables.values()):
        yield from (ValueAt((*path, name), said) for name, (said, _) in variables.items())
    elif node.kind == "map" and node.entries:
        for entry in node.entries:
            if not no_fact(entry.key, entry.node):
                yield from _values_of_node(entry.node, (*path, entry.key))
    elif node.kind == "list" and node.entries:
        for entry in node.entries:
            yield from _values_of_node(entry.node, (*path, _item_name(entry.node)))
    elif node.kind == "scalar" and "\n" in node.text.rstrip("\n"):
        for line in node.text.splitlines():
            if line.strip():
                yield ValueAt(path, ("str", line.strip()))
    else:
        yield ValueAt(path, _scalar_fact(node))


def _scalar_fact(node: Node) -> Hashable:
    if node.kind == "map":
        return "{}"
    found = node_meaning(node)
    return found if isinstance(found, Hashable) else repr(found)


def _shown(value: Hashable) -> str:
    if isinstance(value, tuple):
        return str(value[1]) if value else "[]"
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _item_name(node: Node) -> str:
    name = next((name for key in _NAMES if (name := scalar_at(node, key))), "")
    return f"[{name}]"


_NAMELESS = "[]"
"""What an item without a name goes by."""


def without_renamed(
    wrong: Mapping[Hashable, str], base: Facts, ours: Facts, theirs: Facts
) -> dict[Hashable, str]:
    """The wrong facts but for those of a value that one side put below a new name.

    What the other side changed stands below that name now, and what it was before does no longer.
    """
    names = [_names_in(facts) for facts in (base, ours, theirs)]
    removed = (names[0] - names[1]) | (names[0] - names[2])
    fresh = (names[1] | names[2]) - names[0]
    # A namespace of one side may have met a name of the other.
    documents_now = {f.path[0] for f in wrong if isinstance(f, ValueAt)} - names[0]
    # An item that got a name, or lost it, went by none before, or does so now.
    removed, fresh = ({*held, *documents_now, _NAMELESS} for held in (removed, fresh))
    added = [fact for fact, what in wrong.items() if what == "added"]
    changed = list(base - ours - theirs)
    moved: set[Hashable] = set()
    for fact in [fact for fact, what in wrong.items() if what == "lost"]:
        there = [other for other in added if other not in moved]
        now = next((other for other in there if _is_renamed(fact, other, removed, fresh)), None)
        if now is not None:
            moved |= {fact, now}
        elif any(_is_renamed(old, fact, removed, fresh) for old in changed):
            moved.add(fact)
    return {fact: what for fact, what in wrong.items() if fact not in moved}


def without_shared_values(
    wrong: Mapping[Hashable, str], facts: Sequence[Facts], results: Sequence[Facts]
) -> dict[Hashable, str]:
    """The wrong facts but for values that stand as often as what happened at their paths tells.

    Where both sides put a value in at one path, and one of them took it out at another, the sums
    alone don't tell how often it stands there.
    """
    left: dict[Hashable, str] = {}
    places: dict[ValueOf, list[ValueAt]] = {}
    for place in dict.fromkeys(f for side in facts for f in side if isinstance(f, ValueAt)):
        places.setdefault(ValueOf(place.path[-1], place.value), []).append(place)
    for fact, what in wrong.items():
        if isinstance(fact, ValueOf):
            held = places.get(fact, ())
            ranges = [allowed_counts(*(side[p] for side in facts)) for p in held]
            counts = [found[fact] for found in results]
            least, most = (sum(ends) for ends in zip(*ranges, strict=True)) if ranges else (0, 0)
            if max(counts) >= least and min(counts) <= most:
                continue
        left[fact] = what
    return left


def _names_in(facts: Facts) -> set[str]:
    return {name for fact in facts if isinstance(fact, ValueAt) for name in fact.path}


def _is_renamed(old: Hashable, new: Hashable, removed: set[str], fresh: set[str]) -> bool:
    """Whether two facts are one value, below an old and below a new name."""
    if not (isinstance(old, ValueAt) and isinstance(new, ValueAt)):
        return False
    if old.value != new.value or len(old.path) != len(new.path):
        return False
    apart = [(a, b) for a, b in zip(old.path, new.path, strict=True) if a != b]
    return all(a in removed and b in fresh for a, b in apart)
