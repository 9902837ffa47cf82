"""Runs of import lines, and the order in which isort would put what they import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeAlias

from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.python.statement_order import StatementOrder
from prefect_codemods.python.tree import holds_node

ImportStatement: TypeAlias = "cst.Import | cst.ImportFrom"
Key = tuple[int, str]


@dataclass(frozen=True)
class ImportRun:
    """Import statements on lines of their own, one below the other.

    ``is_sorted``: isort would leave them as they are; ``mixed``: with ``force_sort_within_sections``.
    """

    statements: tuple[ImportStatement, ...]
    is_sorted: bool
    mixed: bool

    def key(self, module: str, *, plain: bool = False) -> Key:
        """The sort key of ``from module import …``, or of ``import module`` where ``plain``."""
        return (0 if plain or self.mixed else 1, module.lower())


def find_import_run(order: StatementOrder, statement: cst.CSTNode) -> ImportRun | None:
    """The run that ``statement`` belongs to; ``None`` where it shares its line."""
    lines, index = order.lines(statement)
    if not lines or _only_import(lines[index]) is None:
        return None
    first = index
    while first and not _opens_section(lines[first]) and _only_import(lines[first - 1]):
        first -= 1
    last = index
    while last + 1 < len(lines) and _only_import(lines[last + 1]):
        if _opens_section(lines[last + 1]):
            break
        last += 1
    found = [s for line in lines[first : last + 1] if (s := _only_import(line)) is not None]
    plain, mixed = (_is_ascending(_sort_keys(found, mixed=way)) for way in (False, True))
    return ImportRun(tuple(found), plain or mixed, mixed and not plain)


class ImportGroups:
    """Imports of names in groups: those of one have nothing but imports between them.

    So it makes no difference which of a group binds a name.
    """

    def __init__(self, order: StatementOrder, imports: Iterable[ImportStatement]) -> None:
        self._order = order
        self._others: dict[tuple[int, int], list[int]] = {}
        self._members: dict[tuple[int, ...], list[tuple[cst.ImportFrom, str]]] = {}
        for one in imports:
            if isinstance(one, cst.ImportFrom) and not isinstance(one.names, cst.ImportStar):
                self._members.setdefault(self.key(one), []).append((one, import_target(one)))

    def of(self, statement: ImportStatement) -> Sequence[tuple[cst.ImportFrom, str]]:
        """The imports of the group of ``statement``, each with what it imports from."""
        return self._members.get(self.key(statement), ())

    def key(self, statement: ImportStatement) -> tuple[int, ...]:
        """The same for all of a group: block, piece, and how many lines of these above it are no imports."""
        lines, index = self._order.lines(statement)
        if _only_import(lines[index]) is None:
            return (id(statement),)
        block = self._order.block_key(statement)
        if block not in self._others:
            self._others[block] = list(accumulate(_only_import(line) is None for line in lines))
        return *block, self._others[block][index]


def is_pinned(line: cst.CSTNode | None) -> bool:
    """Whether comments tie an import line to the place where it stands."""
    if not isinstance(line, cst.SimpleStatementLine):
        return True
    return (
        any(lead.comment for lead in line.leading_lines)
        or line.trailing_whitespace.comment is not None
        or any(map(holds_comment, line.body))
    )


def holds_comment(part: cst.BaseSmallStatement) -> bool:
    """Whether a comment stands in ``part``; in an import only brackets hold one."""
    if isinstance(part, cst.Import) or (isinstance(part, cst.ImportFrom) and part.lpar is None):
        return False
    return holds_node(part, cst.Comment)


def module_of(statement: ImportStatement) -> str:
    """The module that a statement names first."""
    if isinstance(statement, cst.ImportFrom):
        return import_target(statement)
    return dotted_name(statement.names[0].name)


def name_key(name: str) -> tuple[int, str]:
    """isort's key of a name in an import: constants, then classes, then the rest."""
    if name.isupper() and len(name) > 1:
        return (0, name)
    return (1 if name[:1].isupper() else 2, name)


def in_name_order(names: Sequence[str]) -> bool:
    """Whether isort would leave the names of one import as they are."""
    return _is_ascending([name_key(name) for name in names])


def _sort_keys(statements: Iterable[ImportStatement], *, mixed: bool) -> list[Key]:
    return [
        (0 if mixed or isinstance(s, cst.Import) else 1, module_of(s).lower()) for s in statements
    ]


def _is_ascending(keys: Sequence[tuple[int, str]]) -> bool:
    return all(upper <= lower for upper, lower in pairwise(keys))


def _only_import(line: cst.CSTNode) -> ImportStatement | None:
    """The import on a line that holds nothing else."""
    if type(line) is cst.SimpleStatementLine and len(line.body) == 1:
        statement = line.body[0]
        if type(statement) is cst.ImportFrom or type(statement) is cst.Import:
            return statement
    return None


def _opens_section(line: cst.CSTNode) -> bool:
    """Whether a blank line sets ``line`` off from what stands above it."""
    leading = getattr(line, "leading_lines", ())
    return any(lead.comment is None for lead in leading)
