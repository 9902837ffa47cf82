"""Items of lists: what tells them apart, and what differs in a command line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from prefect_migrate.documents.manifest import Entry, Node, scalar_at
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.merge_keys import ListRule
from prefect_migrate.reconcile.manifests.values import shown_value

Named = dict[str, Entry]
"""The items of a list by what they go by, in their order."""

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_PACKAGE = re.compile(r"(?:[\w.-]+::)?([\w.-]+?)(?=[=<>!~\[ ]|$)")


def identify_items(rule: ListRule, lists: Sequence[Node | None]) -> list[Named] | None:
    """The items of the lists of all sides by name.

    ``None`` where an item has none, or a name stands twice on a side. Where ``rule`` knows several
    kinds of names, an item without any, or whose name stands twice, goes by all that it says.
    """
    names = [
        [item_name(entry.node, rule) for entry in node.entries] if node is not None else []
        for node in lists
    ]
    if rule.needs and not all(_has_any(node, rule.needs) for node in lists if node is not None):
        return None
    twice = {name for own in names for name, count in Counter(own).items() if count > 1}
    made: list[Named] = []
    for node, own in zip(lists, names, strict=True):
        found: Named = {}
        for entry, name in zip(node.entries if node is not None else (), own, strict=True):
            if rule.any and (name is None or name in twice):
                name = shown_value(entry.node, 10_000)
            if name is None or name in found:
                return None
            found[name] = entry
        made.append(found)
    return made


def _has_any(node: Node, keys: Sequence[str]) -> bool:
    return all(
        entry.node.kind == "map" and any(entry.node.get(key) is not None for key in keys)
        for entry in node.entries
    )


def item_name(node: Node, rule: ListRule) -> str | None:
    """What an item goes by: its merge key, defaults left out; ``None`` where it has none."""
    if rule.manifests:
        kind, name = scalar_at(node, "kind"), scalar_at(node, "metadata", "name")
        namespace = scalar_at(node, "metadata", "namespace") or "default"
        return f"{kind}/{namespace}/{name}" if kind and name else None
    if node.kind == "scalar":
        return _scalar_name(node.text, rule.scalar) if rule.scalar else None
    if node.kind != "map":
        return None
    if rule.any:
        return next(possible_names(node, rule), None)
    if rule.keys:
        return _composite_name(node, rule.keys)
    if not rule.scalar or len(node.entries) != 1:
        return None
    # `pip` is a package of conda, and `pip:` holds packages of another kind.
    return node.entries[0].key + ":" * (rule.scalar == "package")


def possible_names(node: Node, rule: ListRule) -> Iterator[str]:
    """All that an item of a mapping could go by, where ``rule`` knows several kinds of names."""
    for key in rule.any:
        entry = node.get(key) if "." not in key else None
        if entry is not None and entry.node.kind != "scalar":
            yield f"{key} {shown_value(entry.node, 10_000)}"
        elif text := scalar_at(node, *key.split(".")):
            yield f"{key} {text.partition('@')[0] if key in ('uses', 'task') else text}"


def _composite_name(node: Node, keys: Sequence[str]) -> str | None:
    parts = []
    for key in keys:
        text, default = scalar_at(node, *key.split(".")), merge_keys.DEFAULTS.get(key)
        if not text and default is None:
            return None
        parts.append(text or str(default))
    defaults = [merge_keys.DEFAULTS.get(key) for key in keys]
    said = [p for p, d in zip(parts, defaults, strict=True) if p != d]
    return "/".join(said or parts)


def _scalar_name(text: str, by: str) -> str | None:
    if by == "value":
        return text
    if by == "name":
        return text.partition("=")[0].strip()
    if by == "package":
        match = _PACKAGE.match(text.strip())
        return match.group(1).lower() if match else None
    plain = _VARIABLE.sub("V", text)
    if by == "host":
        return plain.partition(":")[0]
    parts = plain.split(":")
    if by == "port":
        return parts[-1].removesuffix("/tcp")
    return parts[1] if len(parts) > 1 else parts[0]


def shown_name(name: str) -> str:
    """What an item goes by, short and in one line."""
    line = " ".join(name.split())
    return line if len(line) <= 60 else line[:59] + "…"


def container_words(node: Node) -> list[str]:
    """The words of a container's command and arguments."""
    found = []
    for key in ("command", "args"):
        entry = node.get(key)
        if entry is not None and entry.node.kind == "list":
            found += [item.node.text for item in entry.node.entries]
    return found


def flags_apart(new: Node, old: Node, newer: str, older: str) -> str:
    """In words, how two command lines differ in their flags; the sides are named as given."""
    mine, yours = _flags_of_command(new), _flags_of_command(old)
    said = []
    for flag in dict.fromkeys([*mine, *yours]):
        if flag not in yours:
            said.append(f"`{flag}` in {newer} only")
        elif flag not in mine:
            said.append(f"`{flag}` in {older} only")
        elif mine[flag] != yours[flag]:
            said.append(f"`{flag} {mine[flag]}` against `{yours[flag]}`")
    return ": " + ", ".join(said) if said else ""


def _flags_of_command(node: Node) -> dict[str, str]:
    words = [entry.node.text for entry in node.entries]
    found: dict[str, str] = {}
    for index, word in enumerate(words):
        if word.startswith("-") and not word.lstrip("-").isdigit():
            flag, _, value = word.partition("=")
            after = words[index + 1] if index + 1 < len(words) else ""
            found[flag] = value or ("" if after.startswith("-") else after)
    return found
