"""One finding for an import statement and a rule, whatever number of names it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from prefect_codemods.findings import Change, NameMessage, Placed
from prefect_codemods.python.context import Module
from prefect_codemods.python.import_order import ImportStatement
from prefect_codemods.python.tree import Tree

_PLURAL = {"has": "have", "is": "are", "was": "were"}


def one_for_each_import(found: Sequence[Placed], module: Module) -> list[Placed]:
    """``found``, where those of one rule in one import statement say the same of several names."""
    if len(found) < 2:
        return list(found)
    tree, messages = module.tree, module.plan.name_messages
    tops = Counter(tree.printing.index_at(one.line) for one in found)
    statements: dict[int, list[ImportStatement]] = {}
    for statement in module.names.imports:
        if tops[tree.index(statement)] < 2:
            continue  # nothing to join, and to learn where it stands takes time
        (first, _), (last, _) = tree.positions(statement)
        for line in range(first, last + 1):
            statements.setdefault(line, []).append(statement)
    groups: dict[tuple[object, ...], list[Placed]] = {}
    for number, one in enumerate(found):
        around = [s for s in statements.get(one.line, ()) if _statement_holds(tree, s, one)]
        key = (
            (id(around[0]), _finding_kind(one), _shared_parts(one, messages.get(id(one))))
            if around
            else (number,)
        )
        groups.setdefault(key, []).append(one)
    return [
        _join_group(group, messages) if len(group) > 1 else group[0] for group in groups.values()
    ]


def _finding_kind(found: Placed) -> tuple[str, ...]:
    """What findings share that may be one; a change is chosen or rejected by its ``id``."""
    if isinstance(found, Change):
        return found.rule, found.id
    return found.rule, found.level.value, found.help


def _statement_holds(tree: Tree, statement: ImportStatement, found: Placed) -> bool:
    start, end = tree.positions(statement)
    return start <= (found.line, found.column) < end


def _shared_parts(found: Placed, message: NameMessage | None) -> tuple[str, ...]:
    """What a finding says of its name."""
    if message is None:
        return (found.message,)
    if message.verb == "moved":
        return message.verb, message.name.rpartition(".")[0], message.rest.rpartition(".")[0]
    return message.verb, message.rest


def _join_group(group: list[Placed], messages: Mapping[int, NameMessage]) -> Placed:
    group.sort(key=lambda found: (found.line, found.column))
    first, last = group[0], group[-1]
    names = list(dict.fromkeys(messages[id(found)] for found in group if id(found) in messages))
    sentence = _joined_sentence(names) if len(names) > 1 else first.message
    return replace(first, message=sentence, end_line=last.end_line, end_column=last.end_column)


def _joined_sentence(messages: Sequence[NameMessage]) -> str:
    """What is said of several names, in one sentence."""
    verb, rest = messages[0].verb, messages[0].rest
    if verb == "moved":
        old, new = messages[0].name.rpartition(".")[0], rest.rpartition(".")[0]
        named = _list_names([_new_name(one) for one in messages])
        if old == new:
            return f"{named} have new names in `{new}`"
        return f"{named} moved from `{old}` to `{new}`"
    names = _list_names([f"`{one.name}`" for one in messages])
    return f"{names} {_PLURAL[verb]} {rest.replace('nothing uses it', 'nothing uses them')}"


def _new_name(message: NameMessage) -> str:
    old, new = (path.rpartition(".")[2] for path in (message.name, message.rest))
    return f"`{old}`" if old == new else f"`{old}` (now `{new}`)"


def _list_names(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
