"""Variables that one side lists as ``NAME=value`` and the other maps as ``NAME: value`` (Compose)."""

from __future__ import annotations

import json
import re

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.model import Line, Origin
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.manifests.document_pair import NEWER, DocumentPair, FieldPlace
from prefect_migrate.reconcile.manifests.text import VALUE
from prefect_migrate.reconcile.manifests.values import Value, node_meaning

Variables = dict[str, tuple[str | None, Entry]]
"""Name -> value (``None``: that of the environment), and the entry that says so."""

VARIABLES = ("environment", "labels")
"""What Compose takes in either form, wherever it stands."""

_SIMPLE = re.compile(r"[A-Za-z_][\w./@+-]*=(?:[\w./@+=-]|:(?=\S))*")


def read_variables(node: Node) -> Variables | None:
    """The variables of a list or mapping; ``None`` where a name stands twice or is none."""
    found: Variables = {}
    for entry in node.entries:
        if entry.node.kind != "scalar":
            return None
        name, equals, value = entry.node.text.partition("=")
        said: str | None = value if equals else None
        if node.kind == "map":
            name = entry.key
            said = entry.node.text if entry.node.style or entry.node.text else None
        if name in found:
            return None
        found[name] = said, entry
    return found


def merge_forms(
    pair: DocumentPair, new: Node, old: Node, base: Node | None, at: FieldPlace
) -> Value | None:
    """The variables of both sides in the newer side's form; ``None`` where that can't be had."""
    mine, yours = read_variables(new), read_variables(old)
    known = read_variables(base) if base is not None else {}
    if mine is None or yours is None or known is None or (pair.three_way and base is None):
        return None
    if new.flow or not new.entries or not _newer_counts(pair, mine, yours, known):
        return None
    added: dict[str, str | None] = {}
    for name, (value, entry) in yours.items():
        item = at.item(name)
        if name not in mine and (not pair.three_way or name not in known):
            if not pair.three_way and pair.settings.one_sided == "drop-older":
                reason = f"{pair.only_older} it: dropped, as asked for"
                side = pair.newer_side
                pair.decide(item, side, DecisionRule.ONE_SIDED, reason, None, entry)
                continue
            added[name] = value
            _decide_added(pair, item, entry)
        elif name in mine and mine[name][0] != value and not pair.three_way:
            side = pair.newer_side
            reason = f"`{mine[name][0]}` against `{value}`: {side} is the newer side"
            pair.decide(item, side, DecisionRule.NEWER_WINS, reason, mine[name][1], entry)
    _insert(pair, new, added)
    return _with_variables(new, added)


def _newer_counts(pair: DocumentPair, mine: Variables, yours: Variables, known: Variables) -> bool:
    """Whether the older side did nothing since the base but to add variables."""
    if not pair.three_way:
        return True
    said = {name: value for name, (value, _) in yours.items()}
    return all(said.get(name, "\0") == value for name, (value, _) in known.items()) and not any(
        name in mine and mine[name][0] != yours[name][0] for name in yours if name not in known
    )


def _decide_added(pair: DocumentPair, at: FieldPlace, entry: Entry) -> None:
    side = pair.older_side
    if pair.three_way:
        pair.decide(at, side, DecisionRule.THREE_WAY, f"{side} added it", None, entry)
    else:
        reason = f"{pair.only_older} it: kept"
        pair.decide(at, "both", DecisionRule.ONE_SIDED, reason, None, entry)


def _insert(pair: DocumentPair, new: Node, added: dict[str, str | None]) -> None:
    text, last = pair.newer, new.entries[-1]
    ends = "\r\n" if text.lines[0].endswith("\r\n") else "\n"
    blanks = " " * (text.stream.indent + last.column)
    lines = tuple(
        Line(f"{blanks}{_written_variable(new, name, value)}{ends}", Origin("rule", None, VALUE))
        for name, value in added.items()
    )
    if lines:
        text.insert(pair.comments[NEWER].of(last).end, lines)


def _written_variable(new: Node, name: str, value: str | None) -> str:
    if new.kind == "map":
        return f"{name}:" if value is None else f"{name}: {json.dumps(value, ensure_ascii=False)}"
    item = name if value is None else f"{name}={value}"
    return f"- {item if _SIMPLE.fullmatch(item) else json.dumps(item, ensure_ascii=False)}"


def _with_variables(new: Node, added: dict[str, str | None]) -> Value:
    value = node_meaning(new)
    if isinstance(value, dict):
        return value | {k: None if v is None else ("str", v) for k, v in added.items()}
    assert isinstance(value, tuple)
    more = tuple(("str", name if v is None else f"{name}={v}") for name, v in added.items())
    return value + more
