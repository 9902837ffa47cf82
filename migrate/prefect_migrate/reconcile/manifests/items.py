"""Items of lists: by merge key, and as the words of a command line."""

from __future__ import annotations

from prefect_migrate.documents.manifest import Entry, Node, scalar
from prefect_migrate.reconcile.manifests import merge_keys


def identified(node: Node, keys: tuple[str, ...]) -> dict[str, Entry] | None:
    """The items of a list by their merge key; ``None`` where one has none or two have the same."""
    found: dict[str, Entry] = {}
    for entry in node.entries:
        if entry.node.kind != "map":
            return None
        name = item_name(entry.node, keys)
        if name is None or name in found:
            return None
        found[name] = entry
    return found


def item_name(node: Node, keys: tuple[str, ...]) -> str | None:
    """What an item goes by: its merge key, defaults left out; ``None`` where it has none."""
    if not keys:  # items of a List: manifests themselves
        kind, name = scalar(node, "kind"), scalar(node, "metadata", "name")
        namespace = scalar(node, "metadata", "namespace") or "default"
        return f"{kind}/{namespace}/{name}" if kind and name else None
    parts = []
    for key in keys:
        entry = node.get(key)
        if entry is None:
            default = merge_keys.DEFAULTS.get(key)
            if default is None:
                return None
            parts.append(default)
        elif entry.node.kind != "scalar":
            return None
        else:
            parts.append(entry.node.text)
    defaults = [merge_keys.DEFAULTS.get(key) for key in keys]
    said = [p for p, d in zip(parts, defaults, strict=True) if p != d]
    return "/".join(said or parts)


def words(node: Node) -> list[str]:
    """The words of a container's command and arguments."""
    found = []
    for key in ("command", "args"):
        entry = node.get(key)
        if entry is not None and entry.node.kind == "list":
            found += [item.node.text for item in entry.node.entries]
    return found


def flags_apart(new: Node, old: Node, newer: str, older: str) -> str:
    """In words, how two command lines differ in their flags; the sides are named as given."""
    mine, yours = _flags(new), _flags(old)
    said = []
    for flag in dict.fromkeys([*mine, *yours]):
        if flag not in yours:
            said.append(f"`{flag}` in {newer} only")
        elif flag not in mine:
            said.append(f"`{flag}` in {older} only")
        elif mine[flag] != yours[flag]:
            said.append(f"`{flag} {mine[flag]}` against `{yours[flag]}`")
    return ": " + ", ".join(said) if said else ""


def _flags(node: Node) -> dict[str, str]:
    words = [entry.node.text for entry in node.entries]
    found: dict[str, str] = {}
    for index, word in enumerate(words):
        if word.startswith("-") and not word.lstrip("-").isdigit():
            flag, _, value = word.partition("=")
            after = words[index + 1] if index + 1 < len(words) else ""
            found[flag] = value or ("" if after.startswith("-") else after)
    return found
