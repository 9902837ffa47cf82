"""New lines of imports: where each goes.

Lines that isort would leave as they are stay so: a new line goes to its place in the order. Where
the lines are in no such order, it goes to the import whose place it takes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from prefect_codemods.python.edited_import import (
    EditedImport,
    NewName,
    import_line,
    imported_name,
)
from prefect_codemods.python.import_order import (
    ImportGroups,
    ImportRun,
    ImportStatement,
    Key,
    find_import_run,
    is_pinned,
    module_of,
    name_key,
)
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.scopes import import_target
from prefect_codemods.python.statement_order import StatementOrder
from prefect_codemods.python.tree import Tree


class NewImportLines:
    """Notes the names that lines of their own import, then plans the lines together.

    ``edited`` says what becomes of the statements there are: the order is that of afterwards.
    """

    def __init__(
        self,
        tree: Tree,
        names: Names,
        plan: Plan,
        order: StatementOrder,
        groups: ImportGroups,
        edited: Mapping[int, EditedImport],
    ) -> None:
        self.tree = tree
        self.names = names
        self.plan = plan
        self.order = order
        self._groups = groups
        self._edited = edited
        self._above: dict[int, tuple[cst.CSTNode, list[NewName]]] = {}
        self._runs: dict[int, ImportRun | None] = {}
        self._disordered: dict[int, bool] = {}
        self._lines: dict[tuple[int, bool], tuple[cst.CSTNode, list[NewName]]] = {}
        self._new_sections: dict[int, tuple[ImportStatement, list[NewName]]] = {}
        """Imports of the standard library, above the third-party ones that they are set off from."""

    @cached_property
    def one_name_a_line(self) -> bool:
        """Whether imports from one module stand on lines of their own, one name each."""
        found = [s for s in self.names.imports if isinstance(s, cst.ImportFrom)]
        modules = [import_target(s) for s in found]
        single = all(not isinstance(s.names, cst.ImportStar) and len(s.names) == 1 for s in found)
        return single and len(set(modules)) < len(modules)

    def relocates(self, statement: ImportStatement) -> bool:
        """Whether ``statement`` goes to another line, so that the run keeps its order."""
        run = self._run(statement)
        if run is None or not run.is_sorted or is_pinned(self.tree.parent(statement)):
            return False
        if id(run) not in self._disordered:
            after = [(s, self._module_after(s)) for s in run.statements]
            keys = [
                run.key(module, plain=isinstance(s, cst.Import)) for s, module in after if module
            ]
            self._disordered[id(run)] = any(upper > lower for upper, lower in pairwise(keys))
        return self._disordered[id(run)]

    def add(self, anchor: ImportStatement, names: Sequence[NewName]) -> None:
        """Note a new line for ``names``, all of one module, near ``anchor``."""
        if (first := self._below_new_section(anchor, names[0].module)) is not None:
            self._new_sections.setdefault(id(first), (first, []))[1].extend(names)
            return
        if self.one_name_a_line:
            for name in names:
                place, before = self._place(anchor, name.module, name.name)
                self._lines.setdefault((id(place), before), (place, []))[1].append(name)
            return
        place, before = self._place(anchor, names[0].module)
        self._lines.setdefault((id(place), before), (place, []))[1].extend(names)

    def add_above(self, place: cst.CSTNode, new: NewName) -> None:
        """Note a new line for ``new`` above ``place``, which is no import."""
        self._above.setdefault(id(place), (place, []))[1].append(new)

    def plan_lines(self) -> None:
        """Plan the lines that were noted."""
        for place, names in self._above.values():
            self._add_lines(place, names, before=True)
        for place, names in self._new_sections.values():
            self._add_lines(place, names, before=True)
            self.plan.insert_before(place, "")
        for (_, before), (place, names) in self._lines.items():
            self._add_lines(place, names, before=before)

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
            if (module := self._module_after(s)) and not (self._changes(s) and self.relocates(s))
        ]

    def _changes(self, statement: ImportStatement) -> bool:
        edited = self._edited.get(id(statement))
        return edited is not None and edited.changes

    def _module_after(self, statement: ImportStatement) -> str:
        """The module that ``statement`` imports from afterwards; ``""`` where it is removed."""
        edited = self._edited.get(id(statement))
        return module_of(statement) if edited is None else edited.module_afterwards

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
            import_line(module, listed)
            for module in sorted(by_module, key=str.lower)
            for listed in self._lines_of(by_module[module])
        ]
        add: Callable[..., None] = self.plan.insert_before if before else self.plan.insert_after
        add(place, *lines)

    def _lines_of(self, names: list[NewName]) -> list[list[NewName]]:
        """The names of each line on which ``names``, all of one module, are imported."""
        if not self.one_name_a_line:
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
    return name_key(imported_name(statement.names[0])) > name_key(name)
