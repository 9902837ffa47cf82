"""Imports: which names moved or went, which are new, and where a person would put them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from prefect_codemods.python.layout import closing, without_comments
from prefect_codemods.python.names import Names
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.scopes import Binding, Scope, dotted, import_target
from prefect_codemods.python.tree import Tree


@dataclass
class _Wanted:
    """Names to import from ``module`` as ``(name, local name)``, at one place."""

    module: str
    names: list[tuple[str, str]] = field(default_factory=list)


class Imports:
    """Collects what the codemods need and no longer need, then edits the import statements.

    ``move``, ``drop`` and ``need`` only note; ``settle`` plans the edits, once, at the end.
    """

    def __init__(self, tree: Tree, names: Names, plan: Plan) -> None:
        self.tree = tree
        self.names = names
        self.plan = plan
        self._moved: dict[int, tuple[str, str, str]] = {}
        self._dropped: set[int] = set()
        self._gone: set[int] = set()
        self._consumed: set[int] = set()
        self._needed: list[tuple[str, str, str, cst.CSTNode]] = []
        self._assigned: dict[int, list[tuple[str, str, str]]] = {}
        self._module_moves: dict[int, str] = {}

    # --- notes ----------------------------------------------------------------------------------

    def consume(self, name: cst.CSTNode) -> None:
        """Note that the use ``name`` (or the chain it starts) is edited away."""
        while isinstance(name, cst.Attribute):
            name = name.value
        self._consumed.add(id(name))

    def consumed(self, name: cst.CSTNode) -> bool:
        """Whether the use ``name`` is edited away."""
        return id(name) in self._consumed

    def move(self, alias: cst.ImportAlias, module: str, name: str, local: str) -> None:
        """Import ``name`` from ``module`` in the place of ``alias``, bound as ``local``."""
        self._moved[id(alias)] = (module, name, local)

    def drop(self, alias: cst.ImportAlias) -> None:
        """Take ``alias`` out, if nothing uses it after the edits."""
        self._dropped.add(id(alias))

    def drop_always(self, alias: cst.ImportAlias) -> None:
        """Take ``alias`` out: something else binds what is still used of it."""
        self._gone.add(id(alias))

    def move_star(self, statement: cst.ImportFrom, module: str) -> None:
        """Let ``from a import *`` name ``module`` instead."""
        self.plan.replace(statement, lambda node: node.with_changes(module=_path(module)))

    def rename_module(self, alias: cst.ImportAlias, module: str) -> None:
        """Let ``import a.b [as c]`` name ``module`` instead."""
        self._module_moves[id(alias)] = module

    def renames(self, alias: cst.ImportAlias) -> bool:
        """Whether ``import a.b [as c]`` is to name another module."""
        return id(alias) in self._module_moves

    def need(self, module: str, name: str, at: cst.CSTNode) -> str:
        """Ask for ``from module import name`` visible at ``at``; returns the local name to use."""
        scope = self.names.scope(at)
        bindings = self.names.bindings_before(name, scope)
        path = f"{module}.{name}"
        if bindings and all(b.target == path or self._target_after(b) == path for b in bindings):
            return name
        for wanted_module, wanted, local, place in self._needed:
            same = self.tree.piece(place) == self.tree.piece(at)
            if same and (wanted_module, wanted) == (module, name):
                return local
        local = name if not self.names.taken(name, at) else f"Prefect{name}"
        self._needed.append((module, name, local, at))
        return local

    def _target_after(self, binding: Binding) -> str:
        moved = self._moved.get(id(binding.node))
        return f"{moved[0]}.{moved[1]}" if moved else ""

    # --- edits ----------------------------------------------------------------------------------

    def unused(self, alias: cst.ImportAlias) -> bool:
        """Whether every use of what ``alias`` binds is edited away."""
        return all(
            id(use) in self._consumed
            for binding in self.names.bound_by(alias)
            for use in self.names.uses_of(binding)
        )

    def settle(self) -> None:
        """Plan the edits of all import statements."""
        self._place_foreign()
        self._assign_places()
        for statement in self.names.imports:
            if isinstance(statement, cst.ImportFrom):
                self._settle_from(statement)
            else:
                self._settle_import(statement)
        self._place_needed()

    def _settle_import(self, statement: cst.Import) -> None:
        kept: list[cst.ImportAlias] = []
        touched = False
        for alias in statement.names:
            if (module := self._module_moves.get(id(alias))) is not None:
                kept.append(alias.with_changes(name=_path(module)))
                touched = True
            elif id(alias) in self._gone or (id(alias) in self._dropped and self.unused(alias)):
                touched = True
            else:
                kept.append(alias)
        if not touched:
            return
        if not kept:
            self.plan.remove(statement)
            return
        names = _last_without_comma(kept, statement.names)
        self.plan.keep_comments(statement, names)
        self.plan.replace(statement, lambda node: node.with_changes(names=names))

    def _settle_from(self, statement: cst.ImportFrom) -> None:
        if isinstance(statement.names, cst.ImportStar):
            return
        kept: list[cst.ImportAlias] = []
        moved: dict[str, list[tuple[cst.ImportAlias, str, str]]] = {}
        gone = False
        for alias in statement.names:
            if (target := self._moved.get(id(alias))) is not None:
                module, name, local = target
                if module == import_target(statement):
                    gone = True
                    if not self._binds(alias, f"{module}.{name}", local):
                        kept.append(_renamed(alias, name, local))
                    continue
                moved.setdefault(module, []).append((alias, name, local))
            elif id(alias) in self._dropped and self.unused(alias):
                gone = True
            else:
                kept.append(alias)
        if not moved and not gone:
            return
        self._rewrite_from(statement, kept, moved)

    def _binds(self, alias: cst.ImportAlias, path: str, local: str) -> bool:
        """Whether another import than ``alias`` binds ``local`` to ``path`` in the same block."""
        scope = self.names.bound_by(alias)[0].scope
        block = self._block(alias)
        return any(
            binding.node is not alias
            and self._block(binding.node) is block
            and (
                binding.target == path
                if id(binding.node) not in self._moved
                else self._target_after(binding) == path
                and self.tree.position(binding.node) < self.tree.position(alias)
            )
            for name in {local, local_name(alias)}
            for binding in scope.bindings.get(name, ())
            if self._local_after(binding) == local
        )

    def _block(self, node: cst.CSTNode) -> cst.CSTNode | None:
        line = self.tree.parent(self.tree.statement(node))
        return self.tree.parent(line) if line is not None else None

    def _local_after(self, binding: Binding) -> str:
        moved = self._moved.get(id(binding.node))
        return moved[2] if moved else binding.name

    def _rewrite_from(
        self,
        statement: cst.ImportFrom,
        kept: list[cst.ImportAlias],
        moved: dict[str, list[tuple[cst.ImportAlias, str, str]]],
    ) -> None:
        scope = self.names.scope(statement)
        wanted = self._wanted_here(statement)
        additions: list[_Wanted] = []
        in_place: tuple[str, list[cst.ImportAlias]] | None = None
        for module, entries in moved.items():
            existing = self._existing(module, scope, statement)
            pairs = [(name, local) for _, name, local in entries]
            if existing is not None:
                self._extend(existing, pairs)
            elif not kept and in_place is None:
                aliases = [_renamed(alias, name, local) for alias, name, local in entries]
                in_place = (module, aliases)
            else:
                additions.append(_Wanted(module, pairs))
        for module, name, local in wanted:
            if kept and module == import_target(statement):
                kept.append(_alias(name, local))
                continue
            existing = self._existing(module, scope, statement)
            if existing is not None:
                self._extend(existing, [(name, local)])
                continue
            same = next((a for a in additions if a.module == module), None)
            if same is not None:
                same.names.append((name, local))
            elif in_place is not None and in_place[0] == module:
                in_place[1].append(_alias(name, local))
            elif not kept and in_place is None:
                in_place = (module, [_alias(name, local)])
            else:
                additions.append(_Wanted(module, [(name, local)]))
        lines = [_import_line(a.module, a.names) for a in additions]
        if kept:
            names = _last_without_comma(kept, list(_aliases(statement)))
            self._keep_comments(statement, names)
            self.plan.replace(statement, lambda node: node.with_changes(names=names))
        elif in_place is not None:
            module, aliases = in_place
            names = _last_without_comma(aliases, list(_aliases(statement)))
            self._keep_comments(statement, names)
            self.plan.replace(statement, lambda node: _pointed(node, module, names))
        elif lines:
            first = lines.pop(0)
            new = first.body[0]
            self.plan.keep_comments(statement)
            self.plan.replace(statement, lambda node: new)
        else:
            self.plan.keep_comments(statement)
            self.plan.remove(statement)
        if lines:
            self.plan.insert_after(statement, *lines)

    def _keep_comments(self, statement: cst.ImportFrom, names: Sequence[cst.ImportAlias]) -> None:
        """Lift the comments of the names that went out of the brackets."""
        brackets = [b for b in (statement.lpar, statement.rpar) if b is not None]
        self.plan.keep_comments(statement, [*names, *brackets])

    def _assign_places(self) -> None:
        """Give each needed name the retired import that is most like it, if there is one."""
        places = [s for s in self.names.imports if isinstance(s, cst.ImportFrom) and self._room(s)]
        left = []
        given: set[tuple[str, str, str]] = set()
        for module, name, local, at in sorted(self._needed, key=self._order):
            fitting = [s for s in places if self._sees(s, at)]
            own = [s for s in fitting if self.tree.piece(s) == self.tree.piece(at)]
            if (module, name, local) in given and not own:
                continue  # an earlier piece of the program imports it
            given.add((module, name, local))
            if not fitting:
                left.append((module, name, local, at))
                continue
            best = max(
                own or fitting,
                key=lambda s: (self._becomes(s) == module, _alike(import_target(s), module)),
            )
            self._assigned.setdefault(id(best), []).append((module, name, local))
        self._needed = left

    def _order(self, needed: tuple[str, str, str, cst.CSTNode]) -> tuple[int, str, str, str]:
        module, name, local, at = needed
        return self.tree.piece(at), module, name, local

    def _becomes(self, statement: cst.ImportFrom) -> str:
        """The module that all names of ``statement`` move to, if it is one."""
        modules = {self._moved.get(id(a), ("", "", ""))[0] for a in _aliases(statement)}
        return modules.pop() if len(modules) == 1 else ""

    def _room(self, statement: cst.ImportFrom) -> bool:
        """Whether ``statement`` loses a name, at a place where imports are not conditional."""
        return (
            _is_prefect(import_target(statement))
            and any(id(a) in self._dropped or id(a) in self._moved for a in _aliases(statement))
            and not self._guarded(statement)
        )

    def _sees(self, statement: cst.ImportFrom, at: cst.CSTNode) -> bool:
        home = self.names.scope(statement)
        if home.kind == "module":
            return self.tree.piece(statement) <= self.tree.piece(at)
        return home is self.names.scope(at)

    def _wanted_here(self, statement: cst.ImportFrom) -> list[tuple[str, str, str]]:
        """The needed names that take the place of what ``statement`` loses."""
        return self._assigned.pop(id(statement), [])

    def _guarded(self, statement: cst.CSTNode) -> bool:
        return any(
            isinstance(a, (cst.If, cst.Try, cst.TryStar, cst.FunctionDef, cst.ClassDef))
            for a in self.tree.ancestors(statement)
        )

    def _existing(self, module: str, scope: Scope, but: cst.ImportFrom) -> cst.ImportFrom | None:
        for statement in self.names.imports:
            if (
                isinstance(statement, cst.ImportFrom)
                and statement is not but
                and import_target(statement) == module
                and not isinstance(statement.names, cst.ImportStar)
                and self.names.scope(statement) is scope
                and self.tree.parent(self.tree.parent(statement) or statement)
                is self.tree.parent(self.tree.parent(but) or but)
                and not any(id(a) in self._moved or id(a) in self._dropped for a in statement.names)
            ):
                return statement
        return None

    def _extend(self, statement: cst.ImportFrom, names: Sequence[tuple[str, str]]) -> None:
        present = {(dotted(a.name), local_name(a)) for a in _aliases(statement)}
        new = [_alias(n, local) for n, local in names if (n, local) not in present]
        if not new:
            return

        def extend(node: cst.CSTNode) -> cst.CSTNode:
            assert isinstance(node, cst.ImportFrom)
            old = list(_aliases(node))
            return node.with_changes(names=_last_without_comma([*old, *new], old))

        self.plan.replace(statement, extend)

    def _place_needed(self) -> None:
        """Put what no retired import made room for behind the last import of Prefect."""
        for piece in sorted({self.tree.piece(at) for *_, at in self._needed}):
            self._place_in_piece(piece)

    def _place_in_piece(self, piece: int) -> None:
        by_module: dict[str, _Wanted] = {}
        for module, name, local, at in self._needed:
            if self.tree.piece(at) != piece:
                continue
            wanted = by_module.setdefault(module, _Wanted(module))
            if (name, local) not in wanted.names:
                wanted.names.append((name, local))
        anchor = self._anchor(piece)
        lines: list[cst.BaseStatement] = []
        for wanted in by_module.values():
            existing = next(
                (
                    s
                    for s in self._top_level(piece)
                    if isinstance(s, cst.ImportFrom)
                    and import_target(s) == wanted.module
                    and not isinstance(s.names, cst.ImportStar)
                ),
                None,
            )
            if isinstance(existing, cst.ImportFrom):
                self._extend(existing, wanted.names)
            else:
                lines.append(_import_line(wanted.module, wanted.names))
        if not lines:
            return
        if anchor is not None:
            self.plan.insert_after(anchor, *lines)
        elif self.tree.module.body:
            self.plan.insert_before(self._first_place(piece), *lines)

    def _place_foreign(self) -> None:
        """Put imports of other packages above the first import of Prefect."""
        foreign = [entry for entry in self._needed if not _is_prefect(entry[0])]
        for piece in sorted({self.tree.piece(at) for *_, at in foreign}):
            first = next((s for s in self._top_level(piece) if _is_prefect(_module_of(s))), None)
            if first is None:
                continue
            here = [entry for entry in foreign if self.tree.piece(entry[3]) == piece]
            self._needed = [entry for entry in self._needed if entry not in here]
            modules: dict[str, list[tuple[str, str]]] = {}
            for module, name, local in sorted({entry[:3] for entry in here}):
                modules.setdefault(module, []).append((name, local))
            lines = [_import_line(module, names) for module, names in modules.items()]
            self.plan.insert_before(first, *lines)

    def _top_level(self, piece: int) -> list[cst.Import | cst.ImportFrom]:
        return [
            s
            for s in self.names.imports
            if self.names.scope(s).kind == "module"
            and self.tree.piece(s) == piece
            and not self._guarded(s)
        ]

    def _anchor(self, piece: int) -> cst.Import | cst.ImportFrom | None:
        top = self._top_level(piece)
        prefect = [
            s
            for s in top
            if (
                import_target(s) if isinstance(s, cst.ImportFrom) else dotted(s.names[0].name)
            ).split(".")[0]
            == "prefect"
        ]
        ordered = (
            prefect
            or [
                s
                for s in top
                if not (isinstance(s, cst.ImportFrom) and import_target(s) == "__future__")
            ]
            or top
        )
        return ordered[-1] if ordered else None

    def _first_place(self, piece: int) -> cst.BaseStatement:
        body = self.tree.module.body
        first = next(s for s in body if self.tree.piece(s) == piece)
        if first is not body[0]:
            return first
        if (
            len(body) > 1
            and isinstance(first, cst.SimpleStatementLine)
            and isinstance(first.body[0], cst.Expr)
            and isinstance(first.body[0].value, (cst.SimpleString, cst.ConcatenatedString))
        ):
            return body[1]
        return first


def _module_of(statement: cst.Import | cst.ImportFrom) -> str:
    if isinstance(statement, cst.ImportFrom):
        return import_target(statement)
    return dotted(statement.names[0].name)


def _alike(one: str, other: str) -> int:
    """How many leading parts two dotted paths share."""
    shared = 0
    for left, right in zip(one.split("."), other.split("."), strict=False):
        if left != right:
            break
        shared += 1
    return shared


def _is_prefect(module: str) -> bool:
    return module.split(".")[0] == "prefect"


def local_name(alias: cst.ImportAlias) -> str:
    """The name that ``alias`` of an ``import from`` binds."""
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    return dotted(alias.name)


def _aliases(statement: cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    return () if isinstance(statement.names, cst.ImportStar) else statement.names


def _path(module: str) -> cst.Name | cst.Attribute:
    head, *rest = module.split(".")
    node: cst.Name | cst.Attribute = cst.Name(head)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def _alias(name: str, local: str) -> cst.ImportAlias:
    asname = cst.AsName(cst.Name(local)) if local != name else None
    return cst.ImportAlias(cst.Name(name), asname)


def _renamed(alias: cst.ImportAlias, name: str, local: str) -> cst.ImportAlias:
    named = alias.with_changes(name=cst.Name(name))
    if local == name:
        return named.with_changes(asname=None)
    if alias.asname is not None and local_name(alias) == local:
        return named
    return named.with_changes(asname=cst.AsName(cst.Name(local)))


def _import_line(module: str, names: Sequence[tuple[str, str]]) -> cst.SimpleStatementLine:
    aliases = [_alias(name, local) for name, local in names]
    return cst.SimpleStatementLine(
        [cst.ImportFrom(_path(module), _last_without_comma(aliases, ()))]
    )


def _pointed(node: cst.CSTNode, module: str, names: Sequence[cst.ImportAlias]) -> cst.CSTNode:
    return node.with_changes(module=_path(module), names=names)


def _last_without_comma(
    aliases: Sequence[cst.ImportAlias], old: Sequence[cst.ImportAlias]
) -> list[cst.ImportAlias]:
    """``aliases`` with commas between them, and behind the last one what closed the old list."""
    made = list(aliases)
    between = next(
        (without_comments(a.comma) for a in old[:-1] if isinstance(a.comma, cst.Comma)),
        cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")),
    )
    for index, alias in enumerate(made[:-1]):
        own = alias.comma if any(alias is o or _same(alias, o) for o in old[:-1]) else None
        made[index] = alias.with_changes(comma=own if isinstance(own, cst.Comma) else between)
    if old:
        made[-1] = made[-1].with_changes(comma=closing(made[-1].comma, old[-1].comma))
    return made


def _same(alias: cst.ImportAlias, other: cst.ImportAlias) -> bool:
    return alias.comma is other.comma and isinstance(alias.comma, cst.Comma)
