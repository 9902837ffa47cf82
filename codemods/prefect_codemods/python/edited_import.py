"""What becomes of one import statement: names out, names of other modules, new names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prefect_codemods.python.import_order import ImportStatement, module_of, name_key
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.splicing import WIDTH


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
class EditedImport:
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
        """The names that stay, in their order."""
        names = self.statement.names
        return (
            [] if isinstance(names, cst.ImportStar) else [a for a in names if id(a) not in self.out]
        )

    @property
    def new_names(self) -> list[NewName]:
        """All names that the statement, or a line beside it, imports afterwards."""
        return [*self.more, *(name for group in self.groups.values() for name in group)]

    @property
    def changes(self) -> bool:
        """Whether the statement is removed, or imports from another module afterwards."""
        return bool(self.modules) or (bool(self.out) and not self.kept)

    @property
    def successors(self) -> list[str]:
        """The modules that names of the statement moved to, in the order in which they were named."""
        return [m for m, group in self.groups.items() if any(n.alias for n in group)]

    @property
    def module_afterwards(self) -> str:
        """The module that the statement imports from afterwards; ``""`` where it is removed."""
        if not self.changes:
            return module_of(self.statement)
        if self.modules:
            return next(iter(self.modules.values()))
        return module_of(self.statement) if self.more else next(iter(self.successors), "")


def imported_name(name: cst.ImportAlias | NewName) -> str:
    """The name as the module that it comes from has it."""
    return name.name if isinstance(name, NewName) else dotted_name(name.name)


def import_line(module: str, names: Sequence[NewName]) -> str:
    """``from module import names``, in order, on several lines where one would be too long."""
    written = [n.written() for n in sorted(names, key=lambda n: name_key(n.name))]
    line = f"from {module} import {', '.join(written)}"
    return line if len(line) <= WIDTH else bracketed_import(module, written)


def bracketed_import(module: str, names: Sequence[str]) -> str:
    """An import with a name a line."""
    listed = "".join(f"    {name},\n" for name in names)
    return f"from {module} import (\n{listed})"


def aligned_import(module: str, names: Sequence[str], *, one_a_line: bool) -> str:
    """An import whose further lines of names begin below the first one."""
    opening = f"from {module} import ("
    lines = [""]
    for name in names:
        piece = f"{name}, "
        if lines[-1] and (one_a_line or len(opening) + len(lines[-1] + name) + 1 > WIDTH):
            lines.append("")
        lines[-1] += piece
    below = "\n" + " " * len(opening)
    return opening + below.join(line.rstrip() for line in lines).removesuffix(",") + ")"
