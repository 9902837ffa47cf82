"""One finding for an import statement and a rule, whatever number of names it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from prefect_codemods.findings import Change, Placed
from prefect_codemods.python.import_order import ImportStatement
from prefect_codemods.python.tree import Tree

_MOVED = re.compile(r"`([\w.]+)\.(\w+)` moved to `([\w.]+)\.(\w+)`")
_SAID = re.compile(r"(`[\w.]+`) (has|is|was) (.*)")
_PLURAL = {"has": "have", "is": "are", "was": "were"}


def one_for_each_import(
    found: Sequence[Placed], tree: Tree, imports: Sequence[ImportStatement]
) -> list[Placed]:
    """``found``, where those of one rule in one import statement say the same of several names."""
    tops = Counter(tree.printing.index_at(one.line) for one in found)
    statements: dict[int, list[ImportStatement]] = {}
    for statement in imports:
        if tops[tree.index(statement)] < 2:
            continue  # nothing to join, and to learn where it stands takes time
        first, last = tree.position(statement)[0], tree.end_position(statement)[0]
        for line in range(first, last + 1):
            statements.setdefault(line, []).append(statement)
    groups: dict[tuple[object, ...], list[Placed]] = {}
    for number, one in enumerate(found):
        around = [s for s in statements.get(one.line, ()) if _statement_holds(tree, s, one)]
        key = (
            (id(around[0]), _finding_kind(one), _message_parts(one.message))
            if around
            else (number,)
        )
        groups.setdefault(key, []).append(one)
    return [_join_group(group) if len(group) > 1 else group[0] for group in groups.values()]


def _finding_kind(found: Placed) -> tuple[str, ...]:
    """What findings share that may be one; a change is chosen or rejected by its ``id``."""
    if isinstance(found, Change):
        return found.rule, found.id
    return found.rule, found.level.value, found.help


def _statement_holds(tree: Tree, statement: ImportStatement, found: Placed) -> bool:
    place = (found.line, found.column)
    return tree.position(statement) <= place < tree.end_position(statement)


def _message_parts(message: str) -> tuple[str, ...]:
    """What a message says of the name that it starts with."""
    if moved := _MOVED.fullmatch(message):
        return moved[1], moved[3]
    said = _SAID.fullmatch(message)
    return said.groups()[1:] if said is not None else (message,)


def _join_group(group: list[Placed]) -> Placed:
    group.sort(key=lambda found: (found.line, found.column))
    first, last = group[0], group[-1]
    message = _joined_sentence(list(dict.fromkeys(found.message for found in group)))
    return replace(first, message=message, end_line=last.end_line, end_column=last.end_column)


def _joined_sentence(messages: Sequence[str]) -> str:
    """What ``messages`` say, of all their names at once."""
    if len(messages) == 1:
        return messages[0]
    moved = [found for message in messages if (found := _MOVED.fullmatch(message))]
    if moved:
        names = _list_names([_new_name(found) for found in moved])
        return f"{names} moved from `{moved[0][1]}` to `{moved[0][3]}`"
    said = [found for message in messages if (found := _SAID.fullmatch(message))]
    rest = said[0][3].replace("nothing uses it", "nothing uses them")
    return f"{_list_names([found[1] for found in said])} {_PLURAL[said[0][2]]} {rest}"


def _new_name(found: re.Match[str]) -> str:
    return f"`{found[2]}`" if found[2] == found[4] else f"`{found[2]}` (now `{found[4]}`)"


def _list_names(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
