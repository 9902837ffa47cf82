"""Edits of import statements: names taken out, moved to other modules, and put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prefect_codemods.python.edited_import import (
    EditedImport,
    NewName,
    aligned_import,
    bracketed_import,
    imported_name,
)
from prefect_codemods.python.import_lines import NewImportLines
from prefect_codemods.python.import_order import (
    ImportGroups,
    ImportStatement,
    holds_comment,
    in_name_order,
    name_key,
)
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.new_code import Part
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.python.splicing import CALL_WIDTH, WIDTH
from prefect_codemods.python.statement_order import StatementOrder
from prefect_codemods.python.tree import Tree


class ImportEditor:
    """Gathers the edits of each import statement, then plans them together."""

    def __init__(
        self, tree: Tree, names: Names, plan: Plan, order: StatementOrder, groups: ImportGroups
    ) -> None:
        self.tree = tree
        self.plan = plan
        self._groups = groups
        self._edited: dict[int, EditedImport] = {}
        self._lines = NewImportLines(tree, names, plan, order, groups, self._edited)

    # --- what is to be edited -------------------------------------------------------------------

    def _of(self, statement: ImportStatement) -> EditedImport:
        return self._edited.setdefault(id(statement), EditedImport(statement))

    def loses(self, statement: ImportStatement) -> bool:
        """Whether ``statement`` loses a name."""
        found = self._edited.get(id(statement))
        return found is not None and bool(found.out)

    def takes_out(self, alias: cst.CSTNode) -> bool:
        """Whether ``alias`` goes without a successor."""
        found = self._edited.get(id(self.tree.parent(alias)))
        if found is None or id(alias) not in found.out:
            return False
        return not any(new.alias is alias for new in found.new_names)

    def take_out(self, statement: ImportStatement, alias: cst.ImportAlias) -> None:
        """Take ``alias`` out of ``statement``."""
        self._of(statement).out.add(id(alias))

    def rename_module(self, statement: cst.Import, alias: cst.ImportAlias, module: str) -> None:
        """Let ``import a.b [as c]`` name ``module``."""
        self._of(statement).modules[id(alias)] = module

    def move(self, statement: cst.ImportFrom, new: NewName) -> None:
        """Put ``new`` in the place of the name of ``statement`` that it has as its ``alias``."""
        assert new.alias is not None
        edited = self._of(statement)
        edited.out.add(id(new.alias))
        if new.module == import_target(statement):
            edited.more.append(new)
        else:
            edited.groups.setdefault(new.module, []).append(new)

    def add_beside(self, statement: ImportStatement, new: NewName) -> None:
        """Import ``new`` where ``statement`` stands."""
        edited = self._of(statement)
        same = isinstance(statement, cst.ImportFrom) and import_target(statement) == new.module
        if same and not self._lines.one_name_a_line:
            edited.more.append(new)
        else:
            edited.groups.setdefault(new.module, []).append(new)

    def add_above(self, place: cst.CSTNode, new: NewName) -> None:
        """Import ``new`` above the statement ``place``; beside it where that is an import."""
        if isinstance(place, (cst.Import, cst.ImportFrom)):
            self.add_beside(place, new)
        else:
            self._lines.add_above(place, new)

    def places_of(self, path: str, local: str) -> list[ImportStatement]:
        """The statements at which ``path`` is to be bound as ``local``."""
        return [
            edited.statement
            for edited in self._edited.values()
            for new in edited.new_names
            if new.path == path and new.local == local
        ]

    # --- the edits ------------------------------------------------------------------------------

    def plan_edits(self) -> None:
        """Plan all edits."""
        for edited in self._in_order():
            if not self._lines.one_name_a_line:
                self._join_groups(edited)
        for edited in self._in_order():
            if isinstance(edited.statement, cst.Import):
                self._plan_import(edited, edited.statement)
            else:
                self._plan_from(edited, edited.statement)
        self._lines.plan_lines()

    def _in_order(self) -> list[EditedImport]:
        return sorted(self._edited.values(), key=lambda e: self.tree.position(e.statement))

    def _join_groups(self, edited: EditedImport) -> None:
        """Give names to an import of the same module that stands where they may stand too."""
        if isinstance(edited.statement, cst.ImportFrom) and holds_comment(edited.statement):
            return  # a comment stays beside its name
        for module in list(edited.groups):
            other = self._same_module(edited, module)
            if other is None:
                continue
            names = edited.groups.pop(module)
            if import_target(other) == module:
                self._of(other).more.extend(names)
            else:
                self._of(other).groups[module].extend(names)

    def _same_module(self, edited: EditedImport, module: str) -> cst.ImportFrom | None:
        """An import from ``module``, now or after the edits, that may take names of ``edited``."""
        mine = edited.statement
        found = self._groups.of(mine)
        return next((s for s, target in found if self._takes(s, target, module, mine)), None)

    def _takes(
        self, statement: cst.ImportFrom, target: str, module: str, mine: ImportStatement
    ) -> bool:
        """Whether a statement imports from ``module``, now or, above ``mine``, after the edits."""
        if statement is mine:
            return False
        other = self._edited.get(id(statement))
        if target == module:
            return other is None or bool(other.kept)
        moved = other is not None and module in other.groups
        return moved and self.tree.before(statement, mine)

    def _plan_import(self, edited: EditedImport, statement: cst.Import) -> None:
        for alias in edited.kept:
            if (module := edited.modules.get(id(alias))) is not None:
                self.plan.replace(alias.name, module, at=alias)
        if edited.out and edited.kept:
            self._drop_names(edited, statement)
        elif edited.out:
            self.plan.remove(statement)
        for group in edited.groups.values():
            self._lines.add(statement, group)

    def _drop_names(self, edited: EditedImport, statement: ImportStatement) -> None:
        names = () if isinstance(statement.names, cst.ImportStar) else statement.names
        removed = [index for index, alias in enumerate(names) if id(alias) in edited.out]
        self.plan.elements(statement).drop(*removed)

    def _plan_from(self, edited: EditedImport, statement: cst.ImportFrom) -> None:
        groups = dict(edited.groups)
        module = import_target(statement)
        relocates = self._lines.relocates(statement)
        successors = edited.successors
        if not edited.kept and not edited.more and successors:
            module = successors[0]
            edited.more.extend(groups.pop(module))
        names = self._names(edited, statement)
        if not edited.out and not edited.more:
            pass  # only a place for other lines
        elif not names:
            self.plan.remove(statement)
        elif module != import_target(statement) and relocates:
            self.plan.remove(statement)
            self._lines.add(statement, edited.more)
        else:
            self._rewrite(edited, statement, module, names)
        for group in groups.values():
            self._lines.add(statement, group)

    def _names(
        self, edited: EditedImport, statement: cst.ImportFrom
    ) -> list[cst.ImportAlias | NewName]:
        """The names that ``statement`` has afterwards, in order if they were in order."""
        kept: list[cst.ImportAlias | NewName] = []
        by_alias = {id(n.alias): n for n in edited.more if n.alias is not None}
        old = [] if isinstance(statement.names, cst.ImportStar) else list(statement.names)
        for alias in old:
            if (new := by_alias.pop(id(alias), None)) is not None:
                kept.append(new)
            elif id(alias) not in edited.out:
                kept.append(alias)
        if in_name_order([imported_name(a) for a in old]) and not holds_comment(statement):
            _put_renamed_in_order(kept)
        earlier = set(map(id, old))
        present = {(imported_name(a), _local_name(a)) for a in kept}
        ordered = in_name_order([imported_name(a) for a in kept]) and not holds_comment(statement)
        for new in edited.more:
            if id(new.alias) in earlier or (new.name, new.local) in present:
                continue
            present.add((new.name, new.local))
            kept.insert(_name_index(kept, new.name) if ordered else len(kept), new)
        return kept

    def _rewrite(
        self,
        edited: EditedImport,
        statement: cst.ImportFrom,
        module: str,
        names: list[cst.ImportAlias | NewName],
    ) -> None:
        line = self._line(module, names)
        before = self.tree.code(statement)
        if (
            statement.lpar is None
            and "\n" not in before
            and (len(before) <= WIDTH < len(line) or len(line) > max(len(before), CALL_WIDTH))
            and not isinstance(statement.names, cst.ImportStar)
        ):
            self.plan.replace(
                statement, bracketed_import(module, [self._written(n) for n in names])
            )
            return
        moves = module != import_target(statement)
        old = [] if isinstance(statement.names, cst.ImportStar) else list(statement.names)
        if moves and "\n" in before and self._is_aligned(statement, old):
            written = [self._written(n) for n in names]
            each = before.count("\n") == len(old) - 1
            self.plan.replace(statement, aligned_import(module, written, one_a_line=each))
            return
        if moves and statement.module is not None:
            self.plan.replace(statement.module, module, at=statement)
        if not old:
            return
        edits = self.plan.elements(statement)
        places = {id(alias): index for index, alias in enumerate(old)}
        staying = {id(n.alias if isinstance(n, NewName) else n) for n in names}
        edits.drop(*(index for index, alias in enumerate(old) if id(alias) not in staying))
        at = len(old)
        for name in reversed(names):
            if isinstance(name, cst.ImportAlias):
                at = places[id(name)]
            elif id(name.alias) in places:
                at = places[id(name.alias)]
                self.plan.replace(old[at], name.written_in_place())
            else:
                edits.before.setdefault(at, []).insert(0, Part("", name.written()))

    def _is_aligned(self, statement: cst.ImportFrom, names: Sequence[cst.ImportAlias]) -> bool:
        """Whether further lines of names begin below the first name, and hold no comment."""
        if statement.lpar is None or not names or holds_comment(statement):
            return False
        first, *more = self.tree.code(statement).split("\n")
        column = self.tree.position(names[0])[1] - 1
        below = all(len(line) - len(line.lstrip(" ")) == column for line in more)
        return below and not first.rstrip().endswith("(")

    def _line(self, module: str, names: Sequence[cst.ImportAlias | NewName]) -> str:
        return f"from {module} import {', '.join(map(self._written, names))}"

    def _written(self, name: cst.ImportAlias | NewName) -> str:
        return name.written() if isinstance(name, NewName) else self.tree.code(name)


def _put_renamed_in_order(names: list[cst.ImportAlias | NewName]) -> None:
    """Put names that stand where others stood, and are out of order there, where they belong."""
    for name in list(names):
        if isinstance(name, NewName) and not in_name_order([imported_name(n) for n in names]):
            if name.alias is None or name.alias.asname is not None:
                continue
            names.remove(name)
            names.insert(_name_index(names, name.name), replace(name, alias=None))


def _name_index(names: Sequence[cst.ImportAlias | NewName], name: str) -> int:
    """Where ``name`` goes among names that are in order."""
    return sum(name_key(imported_name(other)) <= name_key(name) for other in names)


def _local_name(name: cst.ImportAlias | NewName) -> str:
    if isinstance(name, NewName):
        return name.local
    if name.asname is not None and isinstance(name.asname.name, cst.Name):
        return name.asname.name.value
    return dotted_name(name.name)
