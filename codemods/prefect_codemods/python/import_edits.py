"""Edits of import statements: names taken out, moved to other modules, and put in order.

Lines that isort would leave as they are stay so: a new line goes to its place in the order. Where
the lines are in no such order, it goes to the import whose place it takes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from prefect_codemods.python.import_order import (
    ImportGroups,
    ImportRun,
    ImportStatement,
    Key,
    find_import_run,
    holds_comment,
    in_name_order,
    is_pinned,
    module_of,
    name_key,
)
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.new_code import Part
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.python.splicing import WIDTH
from prefect_codemods.python.statement_order import StatementOrder
from prefect_codemods.python.tree import Tree


@dataclass(frozen=True)
class NewName:
    """``from module import name`` as ``local``, in the place of ``alias`` where it takes one."""

    module: str
    name: str
    local: str
    alias: cst.ImportAlias | None = None

    @property
    def path(self) -> str:
        """The dotted path of the name."""
        return f"{self.module}.{self.name}"

    def written(self) -> str:
        """The name as it stands in an import; ``X as X`` stays, it says that `X` is public."""
        public = self.alias is not None and self.alias.asname is not None
        asname = f" as {self.local}" if self.local != self.name or public else ""
        return f"{self.name}{asname}"

    def written_in_place(self) -> str:
        """The name in the place of its alias, which may have been bound by another name."""
        asname = self.alias.asname if self.alias is not None else None
        old = asname.name if asname is not None else None
        kept = isinstance(old, cst.Name) and old.value == self.local
        return self.name if self.local == self.name and not kept else f"{self.name} as {self.local}"


@dataclass
class _Edited:
    """What becomes of one import statement."""

    statement: ImportStatement
    out: set[int] = field(default_factory=set)
    modules: dict[int, str] = field(default_factory=dict)
    groups: dict[str, list[NewName]] = field(default_factory=dict)
    """Names by the module that they come from now, for lines of their own."""
    more: list[NewName] = field(default_factory=list)
    """Names that join those of the statement."""

    @property
    def kept(self) -> list[cst.ImportAlias]:
        names = self.statement.names
        return (
            [] if isinstance(names, cst.ImportStar) else [a for a in names if id(a) not in self.out]
        )

    @property
    def loses(self) -> bool:
        return bool(self.out)


class ImportEditor:
    """Gathers the edits of each import statement, then plans them together."""

    def __init__(self, tree: Tree, names: Names, plan: Plan, order: StatementOrder) -> None:
        self.tree = tree
        self.names = names
        self.plan = plan
        self.order = order
        self._edited: dict[int, _Edited] = {}
        self._above: dict[int, tuple[cst.CSTNode, list[NewName]]] = {}
        self._runs: dict[int, ImportRun | None] = {}
        self._disordered: dict[int, bool] = {}
        self._lines: dict[tuple[int, bool], tuple[cst.CSTNode, list[NewName]]] = {}
        self._new_sections: dict[int, tuple[ImportStatement, list[NewName]]] = {}
        """Imports of the standard library, above the third-party ones that they are set off from."""

    # --- what is to be edited -------------------------------------------------------------------

    def _of(self, statement: ImportStatement) -> _Edited:
        return self._edited.setdefault(id(statement), _Edited(statement))

    def loses(self, statement: ImportStatement) -> bool:
        """Whether ``statement`` loses a name."""
        found = self._edited.get(id(statement))
        return found is not None and found.loses

    def takes_out(self, alias: cst.CSTNode) -> bool:
        """Whether ``alias`` goes without a successor."""
        found = self._edited.get(id(self.tree.parent(alias)))
        if found is None or id(alias) not in found.out:
            return False
        return not any(n.alias is alias for g in found.groups.values() for n in g) and not any(
            n.alias is alias for n in found.more
        )

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

    def extend(self, statement: ImportStatement, new: NewName) -> None:
        """Let ``statement``, which imports from the module of ``new`` already, import it too."""
        self.add_beside(statement, new)

    def add_beside(self, statement: ImportStatement, new: NewName) -> None:
        """Import ``new`` where ``statement`` stands."""
        edited = self._of(statement)
        same = isinstance(statement, cst.ImportFrom) and import_target(statement) == new.module
        if same and not self._one_name_a_line:
            edited.more.append(new)
        else:
            edited.groups.setdefault(new.module, []).append(new)

    def add_above(self, place: cst.CSTNode, new: NewName) -> None:
        """Import ``new`` above the statement ``place``; beside it where that is an import."""
        if isinstance(place, (cst.Import, cst.ImportFrom)):
            self.add_beside(place, new)
        else:
            self._above.setdefault(id(place), (place, []))[1].append(new)

    def places_of(self, path: str, local: str) -> list[ImportStatement]:
        """The statements at which ``path`` is to be bound as ``local``."""
        return [
            edited.statement
            for edited in self._edited.values()
            for new in (*edited.more, *(n for g in edited.groups.values() for n in g))
            if new.path == path and new.local == local
        ]

    # --- the edits ------------------------------------------------------------------------------

    def plan_edits(self) -> None:
        """Plan all edits."""
        for edited in self._in_order():
            if not self._one_name_a_line:
                self._join_groups(edited)
        for edited in self._in_order():
            if isinstance(edited.statement, cst.Import):
                self._plan_import(edited, edited.statement)
            else:
                self._plan_from(edited, edited.statement)
        for place, names in self._above.values():
            self._add_lines(place, names, before=True)
        for place, names in self._new_sections.values():
            self._add_lines(place, names, before=True)
            self.plan.insert_before(place, "")
        for (_, before), (place, names) in self._lines.items():
            self._add_lines(place, names, before=before)

    def _in_order(self) -> list[_Edited]:
        return sorted(self._edited.values(), key=lambda e: self.tree.position(e.statement))

    def _join_groups(self, edited: _Edited) -> None:
        """Give names to an import of the same module that stands where they may stand too."""
        for module in list(edited.groups):
            other = self._same_module(edited, module)
            if other is None:
                continue
            names = edited.groups.pop(module)
            if import_target(other) == module:
                self._of(other).more.extend(names)
            else:
                self._of(other).groups[module].extend(names)

    def _same_module(self, edited: _Edited, module: str) -> cst.ImportFrom | None:
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

    @cached_property
    def _one_name_a_line(self) -> bool:
        """Whether imports from one module stand on lines of their own, one name each."""
        found = [s for s in self.names.imports if isinstance(s, cst.ImportFrom)]
        modules = [import_target(s) for s in found]
        single = all(not isinstance(s.names, cst.ImportStar) and len(s.names) == 1 for s in found)
        return single and len(set(modules)) < len(modules)

    @cached_property
    def _groups(self) -> ImportGroups:
        return ImportGroups(self.order, self.names.imports)

    def _plan_import(self, edited: _Edited, statement: cst.Import) -> None:
        for alias in edited.kept:
            if (module := edited.modules.get(id(alias))) is not None:
                self.plan.replace(alias.name, module, at=alias)
        if edited.out and edited.kept:
            self._drop_names(edited, statement)
        elif edited.out:
            self.plan.remove(statement)
        for group in edited.groups.values():
            self._new_line(statement, group)

    def _drop_names(self, edited: _Edited, statement: ImportStatement) -> None:
        names = () if isinstance(statement.names, cst.ImportStar) else statement.names
        removed = [index for index, alias in enumerate(names) if id(alias) in edited.out]
        self.plan.elements(statement).drop(*removed)

    def _plan_from(self, edited: _Edited, statement: cst.ImportFrom) -> None:
        groups = dict(edited.groups)
        module = import_target(statement)
        relocates = self._relocates(statement)
        with_alias = [m for m, group in groups.items() if any(n.alias for n in group)]
        if not edited.kept and not edited.more and with_alias:
            module = with_alias[0]
            edited.more.extend(groups.pop(module))
        names = self._names(edited, statement)
        if not edited.out and not edited.more:
            pass  # only a place for other lines
        elif not names:
            self.plan.remove(statement)
        elif module != import_target(statement) and relocates:
            self.plan.remove(statement)
            self._new_line(statement, edited.more)
        else:
            self._rewrite(edited, statement, module, names)
        for group in groups.values():
            self._new_line(statement, group)

    def _names(self, edited: _Edited, statement: cst.ImportFrom) -> list[cst.ImportAlias | NewName]:
        """The names that ``statement`` has afterwards, in order if they were in order."""
        kept: list[cst.ImportAlias | NewName] = []
        by_alias = {id(n.alias): n for n in edited.more if n.alias is not None}
        old = [] if isinstance(statement.names, cst.ImportStar) else list(statement.names)
        for alias in old:
            if (new := by_alias.pop(id(alias), None)) is not None:
                kept.append(new)
            elif id(alias) not in edited.out:
                kept.append(alias)
        earlier = set(map(id, old))
        present = {(_imported_name(a), _local_name(a)) for a in kept}
        ordered = in_name_order([_imported_name(a) for a in kept]) and not _pins_names(statement)
        for new in edited.more:
            if id(new.alias) in earlier or (new.name, new.local) in present:
                continue
            present.add((new.name, new.local))
            kept.insert(_name_index(kept, new.name) if ordered else len(kept), new)
        return kept

    def _rewrite(
        self,
        edited: _Edited,
        statement: cst.ImportFrom,
        module: str,
        names: list[cst.ImportAlias | NewName],
    ) -> None:
        line = self._line(module, names)
        before = self.tree.code(statement)
        if (
            statement.lpar is None
            and "\n" not in before
            and len(before) <= WIDTH < len(line)
            and not isinstance(statement.names, cst.ImportStar)
        ):
            self.plan.replace(
                statement, _bracketed_import(module, [self._written(n) for n in names])
            )
            return
        if module != import_target(statement) and statement.module is not None:
            self.plan.replace(statement.module, module, at=statement)
        old = [] if isinstance(statement.names, cst.ImportStar) else list(statement.names)
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

    def _line(self, module: str, names: Sequence[cst.ImportAlias | NewName]) -> str:
        return f"from {module} import {', '.join(map(self._written, names))}"

    def _written(self, name: cst.ImportAlias | NewName) -> str:
        return name.written() if isinstance(name, NewName) else self.tree.code(name)

    # --- new lines ------------------------------------------------------------------------------

    def _run(self, statement: ImportStatement) -> ImportRun | None:
        if id(statement) not in self._runs:
            run = find_import_run(self.order, statement)
            for member in run.statements if run is not None else (statement,):
                self._runs[id(member)] = run
        return self._runs[id(statement)]

    def _remaining(self, run: ImportRun) -> list[tuple[ImportStatement, Key]]:
        """The statements of ``run`` that keep their places, with their keys afterwards."""
        return [
            (s, run.key(module, plain=isinstance(s, cst.Import)))
            for s in run.statements
            if (module := self._key_after(s)) and not (self._changes(s) and self._relocates(s))
        ]

    def _changes(self, statement: ImportStatement) -> bool:
        """Whether ``statement`` goes, or imports from another module afterwards."""
        edited = self._edited.get(id(statement))
        if edited is None:
            return False
        return bool(edited.modules) or (bool(edited.out) and not edited.kept)

    def _key_after(self, statement: ImportStatement) -> str:
        """The module that ``statement`` imports from afterwards; ``""`` where it goes."""
        edited = self._edited.get(id(statement))
        if edited is None or not self._changes(statement):
            return module_of(statement)
        if edited.modules:
            return next(iter(edited.modules.values()))
        with_alias = [m for m, group in edited.groups.items() if any(n.alias for n in group)]
        return module_of(statement) if edited.more else next(iter(with_alias), "")

    def _relocates(self, statement: ImportStatement) -> bool:
        """Whether ``statement`` goes to another line, so that the run keeps its order."""
        run = self._run(statement)
        if run is None or not run.is_sorted or is_pinned(self.tree.parent(statement)):
            return False
        if id(run) not in self._disordered:
            after = [(s, self._key_after(s)) for s in run.statements]
            keys = [
                run.key(module, plain=isinstance(s, cst.Import)) for s, module in after if module
            ]
            self._disordered[id(run)] = any(upper > lower for upper, lower in pairwise(keys))
        return self._disordered[id(run)]

    def _new_line(self, anchor: ImportStatement, names: Sequence[NewName]) -> None:
        """Note a new line for ``names``, all of one module, near ``anchor``."""
        if (first := self._below_new_section(anchor, names[0].module)) is not None:
            self._new_sections.setdefault(id(first), (first, []))[1].extend(names)
            return
        if self._one_name_a_line:
            for name in names:
                place, before = self._place(anchor, name.module, name.name)
                self._lines.setdefault((id(place), before), (place, []))[1].append(name)
            return
        place, before = self._place(anchor, names[0].module)
        self._lines.setdefault((id(place), before), (place, []))[1].extend(names)

    def _place(
        self, anchor: ImportStatement, module: str, name: str = ""
    ) -> tuple[ImportStatement, bool]:
        """The statement beside which an import of ``module`` goes, and whether above it.

        ``name`` is the one that is imported, where each stands on a line of its own.
        """
        if _is_standard(module) and (section := self._standard_section(anchor)) is not None:
            anchor = section
        run = self._run(anchor)
        foreign = module.partition(".")[0] != module_of(anchor).partition(".")[0]
        if run is None:
            return anchor, foreign
        remaining = self._remaining(run)
        keys = [key for _, key in remaining]
        if keys != sorted(keys):
            return anchor, foreign
        mine = run.key(module)
        smaller = [
            s for s, key in remaining if key <= mine and not (key == mine and _follows(s, name))
        ]
        if smaller:
            return smaller[-1], False
        return (remaining[0][0], True) if remaining else (run.statements[0], foreign)

    def _below_new_section(self, anchor: ImportStatement, module: str) -> ImportStatement | None:
        """The import above which a section for ``module``, of the standard library, is to begin.

        ``None`` where there is such a section, or a comment says what the first import belongs to.
        """
        if not _is_standard(module) or _is_standard(module_of(anchor)):
            return None
        group = self._groups.key(anchor)
        above = [
            statement
            for statement in self.names.imports
            if module_of(statement) != "__future__"
            and not self.tree.before(anchor, statement)
            and self._groups.key(statement) == group
        ]
        if self._standard_section(anchor) is not None or not above:
            return None
        first = min(above, key=self.tree.position)
        if is_pinned(self.tree.parent(first)) or self._run(first) is None:
            return None
        line = self.tree.position(first)[0]
        heading = self.tree.lines[line - 2] if line > 1 else ""
        return None if _HEADING.match(heading) else first

    def _standard_section(self, anchor: ImportStatement) -> ImportStatement | None:
        """An import of the standard library above ``anchor``, which stands in another section."""
        if _is_standard(module_of(anchor)):
            return None
        above = [
            statement
            for statement in self.names.imports
            if self.tree.before(statement, anchor) and _is_standard(module_of(statement))
        ]
        return next((s for s in reversed(above) if self.order.same_block(s, anchor)), None)

    def _add_lines(self, place: cst.CSTNode, names: Sequence[NewName], *, before: bool) -> None:
        by_module: dict[str, list[NewName]] = {}
        for new in names:
            group = by_module.setdefault(new.module, [])
            if all((n.name, n.local) != (new.name, new.local) for n in group):
                group.append(new)
        lines = [
            _import_line(module, listed)
            for module in sorted(by_module, key=str.lower)
            for listed in self._lines_of(by_module[module])
        ]
        add: Callable[..., None] = self.plan.insert_before if before else self.plan.insert_after
        add(place, *lines)

    def _lines_of(self, names: list[NewName]) -> list[list[NewName]]:
        """The names of each line on which ``names``, all of one module, are imported."""
        if not self._one_name_a_line:
            return [names]
        return [[name] for name in sorted(names, key=lambda n: name_key(n.name))]


_HEADING = re.compile(r"#(?!!)(?!.*coding[:=])")
"""A comment of the imports below it, which the first line of a file is not, where it is for Unix."""


def _is_standard(module: str) -> bool:
    """Whether ``module`` belongs to the standard library, whose section comes first."""
    root = module.partition(".")[0]
    return root in sys.stdlib_module_names and root != "__future__"


def _follows(statement: ImportStatement, name: str) -> bool:
    """Whether the first name of an import stands behind ``name`` in the order."""
    if not name or isinstance(statement, cst.Import) or isinstance(statement.names, cst.ImportStar):
        return False
    return name_key(_imported_name(statement.names[0])) > name_key(name)


def _name_index(names: Sequence[cst.ImportAlias | NewName], name: str) -> int:
    """Where ``name`` goes among names that are in order."""
    return sum(name_key(_imported_name(other)) <= name_key(name) for other in names)


def _pins_names(statement: cst.ImportFrom) -> bool:
    """Whether a comment stands among the names of ``statement``."""
    return holds_comment(statement)


def _imported_name(name: cst.ImportAlias | NewName) -> str:
    return name.name if isinstance(name, NewName) else dotted_name(name.name)


def _local_name(name: cst.ImportAlias | NewName) -> str:
    if isinstance(name, NewName):
        return name.local
    if name.asname is not None and isinstance(name.asname.name, cst.Name):
        return name.asname.name.value
    return dotted_name(name.name)


def _import_line(module: str, names: Sequence[NewName]) -> str:
    written = [n.written() for n in sorted(names, key=lambda n: name_key(n.name))]
    line = f"from {module} import {', '.join(written)}"
    return line if len(line) <= WIDTH else _bracketed_import(module, written)


def _bracketed_import(module: str, names: Sequence[str]) -> str:
    """An import with a name a line."""
    listed = "".join(f"    {name},\n" for name in names)
    return f"from {module} import (\n{listed})"
