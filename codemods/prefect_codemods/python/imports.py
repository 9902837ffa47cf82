"""Imports: which names moved or went, which are new, and where each new one stands.

A new import stands where it has surely run before every use, at best in the place of the import
that it replaces: at the top of the module, or inside the function that imports for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from prefect_codemods.python.edited_import import NewName
from prefect_codemods.python.import_edits import ImportEditor
from prefect_codemods.python.import_order import ImportGroups, ImportStatement, module_of
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.scopes import Binding, Scope, import_target
from prefect_codemods.python.statement_order import StatementOrder
from prefect_codemods.python.tree import Tree


@dataclass(frozen=True)
class _Need:
    """``from module import name`` as ``local``, needed at ``at``.

    ``origin`` is the import of what the new name takes the place of: where that one ran, the new
    one does.
    """

    module: str
    name: str
    local: str
    at: cst.CSTNode
    origin: ImportStatement | None

    @property
    def path(self) -> str:
        return f"{self.module}.{self.name}"


class Imports:
    """Collects what the codemods need and no longer need, then edits the import statements.

    ``move``, ``drop`` and ``need`` only note; ``settle`` plans the edits, once, at the end.
    """

    def __init__(self, tree: Tree, names: Names, plan: Plan) -> None:
        self.tree = tree
        self.names = names
        self.plan = plan
        self.order = StatementOrder(tree, names)
        self._moved: dict[int, NewName] = {}
        self._dropped: set[int] = set()
        self._removed: set[int] = set()
        self._consumed: set[int] = set()
        self._respelled: set[int] = set()
        self._needed: list[_Need] = []
        self._module_moves: dict[int, str] = {}
        self._by_group: dict[tuple[int, str], dict[tuple[int, ...], list[Binding]]] = {}

    @cached_property
    def _groups(self) -> ImportGroups:
        return ImportGroups(self.order, self.names.imports)

    # --- notes ----------------------------------------------------------------------------------

    def consume(self, name: cst.CSTNode) -> None:
        """Note that the use ``name`` (or the chain it starts) is edited away."""
        while isinstance(name, cst.Attribute):
            name = name.value
        self._consumed.add(id(name))

    def consumed(self, name: cst.CSTNode) -> bool:
        """Whether the use ``name`` is edited away."""
        return id(name) in self._consumed

    def respell(self, root: cst.CSTNode) -> None:
        """Note that the chain which starts with ``root`` names another module afterwards."""
        self._respelled.add(id(root))

    def needs_module(self, root: cst.CSTNode) -> bool:
        """Whether the chain which starts with ``root`` needs the modules it names today."""
        return id(root) not in self._respelled and id(root) not in self._consumed

    def move(self, alias: cst.ImportAlias, module: str, name: str, local: str) -> None:
        """Import ``name`` from ``module`` in the place of ``alias``, bound as ``local``."""
        self._moved[id(alias)] = NewName(module, name, local, alias)

    def drop(self, alias: cst.ImportAlias) -> None:
        """Take ``alias`` out, if nothing uses it after the edits."""
        self._dropped.add(id(alias))

    def drop_always(self, alias: cst.ImportAlias) -> None:
        """Take ``alias`` out: something else binds what is still used of it."""
        self._removed.add(id(alias))

    def move_star(self, statement: cst.ImportFrom, module: str) -> None:
        """Let ``from a import *`` name ``module`` instead."""
        assert statement.module is not None
        self.plan.replace(statement.module, module, at=statement)

    def rename_module(self, alias: cst.ImportAlias, module: str) -> None:
        """Let ``import a.b [as c]`` name ``module`` instead."""
        self._module_moves[id(alias)] = module

    def renames(self, alias: cst.ImportAlias) -> bool:
        """Whether ``import a.b [as c]`` is to name another module."""
        return id(alias) in self._module_moves

    def need(
        self, module: str, name: str, at: cst.CSTNode, instead_of: cst.CSTNode | None = None
    ) -> str:
        """Ask for ``from module import name`` at ``at``; returns the local name to use.

        ``instead_of`` is the use of an old name whose place the new one takes.
        """
        local = self._local_name(module, name, at)
        self._needed.append(_Need(module, name, local, at, self._origin(instead_of)))
        return local

    def _local_name(self, module: str, name: str, at: cst.CSTNode) -> str:
        """The name to bind, another one where it has another meaning in the same module."""
        path, module_scope = f"{module}.{name}", self.names.module_scope(at)
        for need in self._needed:
            if need.path == path and self.names.module_scope(need.at) is module_scope:
                return need.local
        bindings = [
            b
            for b in self.names.bound_anywhere(name)
            if self.names.module_of(b.scope) is module_scope
        ]
        if bindings:
            same = all(self._target(b) == path for b in bindings)
        else:
            same = self.names.customary.get(name) == path or not self.names.taken(name, at)
        if same:
            return name
        return f"prefect_{name}" if name.islower() else f"Prefect{name}"

    def _origin(self, use: cst.CSTNode | None) -> ImportStatement | None:
        """The import that binds the name with which the chain ``use`` starts, if it is one."""
        while isinstance(use, cst.Attribute):
            use = use.value
        bindings = self.names.of(use) if isinstance(use, cst.Name) else []
        if len(bindings) != 1 or bindings[0].kind != "import":
            return None
        return self._statement(bindings[0])

    def _statement(self, binding: Binding) -> ImportStatement | None:
        found = self.tree.parent(binding.node)
        return found if isinstance(found, (cst.Import, cst.ImportFrom)) else None

    def _target(self, binding: Binding) -> str:
        """The dotted path that ``binding`` binds after the edits."""
        moved = self._moved.get(id(binding.node))
        return moved.path if moved is not None else binding.target

    def path_after(self, root: cst.BaseExpression) -> str:
        """The dotted path that the name ``root`` is bound to after the edits, if it is one."""
        paths = set()
        for binding in self.names.of(root) if isinstance(root, cst.Name) else ():
            alias = binding.node
            renamed = self._module_moves.get(id(alias))
            own = isinstance(alias, cst.ImportAlias) and alias.asname is not None
            paths.add(renamed if renamed is not None and own else self._target(binding))
        return paths.pop() if len(paths) == 1 else self.names.qualified(root)

    def unused(self, alias: cst.ImportAlias) -> bool:
        """Whether every use of what ``alias`` binds is edited away."""
        return all(
            id(use) in self._consumed
            for binding in self.names.bound_by(alias)
            for use in self.names.uses_of(binding)
        )

    # --- edits ----------------------------------------------------------------------------------

    def settle(self) -> None:
        """Plan the edits of all import statements."""
        editor = ImportEditor(self.tree, self.names, self.plan, self.order, self._groups)
        for statement in self.names.imports:
            if isinstance(statement, cst.ImportFrom):
                self._take_from(editor, statement)
            else:
                self._take_import(editor, statement)
        for need in sorted(self._needed, key=self._by_place):
            self._place(editor, need)
        editor.plan_edits()

    def _by_place(self, need: _Need) -> tuple[int, int, str]:
        return (*self.tree.position(need.at), need.path)

    def _take_import(self, editor: ImportEditor, statement: cst.Import) -> None:
        for alias in statement.names:
            if (module := self._module_moves.get(id(alias))) is not None:
                editor.rename_module(statement, alias, module)
            elif id(alias) in self._removed or (id(alias) in self._dropped and self.unused(alias)):
                editor.take_out(statement, alias)

    def _take_from(self, editor: ImportEditor, statement: cst.ImportFrom) -> None:
        for alias in names_of(statement):
            moved = self._moved.get(id(alias))
            if moved is not None:
                if self._bound_besides(alias, moved):
                    editor.take_out(statement, alias)
                else:
                    editor.move(statement, moved)
            elif id(alias) in self._dropped and self.unused(alias):
                editor.take_out(statement, alias)

    def _bound_besides(self, alias: cst.ImportAlias, moved: NewName) -> bool:
        """Whether an import beside ``alias`` binds the same name to the same path."""
        scope = self.names.bound_by(alias)[0].scope
        return any(
            binding.node is not alias
            and self._target(binding) == moved.path
            and (id(binding.node) not in self._moved or self._before(binding.node, alias))
            for binding in self._bound_in_group(scope, alias, moved.local)
        )

    def _bound_in_group(self, scope: Scope, alias: cst.ImportAlias, name: str) -> Sequence[Binding]:
        """The imports of ``name`` between which and ``alias`` stand only imports."""
        key = (id(scope), name)
        if key not in self._by_group:
            groups: dict[tuple[int, ...], list[Binding]] = {}
            for binding in scope.bindings.get(name, ()):
                if (statement := self._statement(binding)) is not None:
                    groups.setdefault(self._groups.key(statement), []).append(binding)
            self._by_group[key] = groups
        own = self.tree.parent(alias)
        assert isinstance(own, (cst.Import, cst.ImportFrom))
        return self._by_group[key].get(self._groups.key(own), ())

    def _before(self, one: cst.CSTNode, other: cst.CSTNode) -> bool:
        return self.tree.position(one) < self.tree.position(other)

    # --- where a needed name stands -------------------------------------------------------------

    def _place(self, editor: ImportEditor, need: _Need) -> None:
        """Choose where ``need`` is met, the best place first."""
        new = NewName(need.module, need.name, need.local)
        serving = [s for s in self.names.imports if self._serves(s, need)]
        here = [s for s in serving if self.tree.piece(s) == self.tree.piece(need.at)]
        prefect = [s for s in here if _is_prefect(module_of(s))]
        own = [s for s in prefect if editor.loses(s)]
        met = [s for s in self._binding(editor, need) if self._serves(s, need)]
        # A piece that imported the old name for itself does so with the new one.
        if any(not own or self.tree.piece(s) == self.tree.piece(need.at) for s in met):
            return
        retired = own or [s for s in serving if s is need.origin and editor.loses(s)]
        same = [s for s in here if self._is_from(s, need.module) and not editor.loses(s)]
        if same:
            editor.add_beside(same[-1], new)
            return
        best = retired or prefect
        if need.origin is not None and any(s is need.origin for s in (*prefect, *retired)):
            editor.add_beside(need.origin, new)
        elif best:
            editor.add_beside(self._innermost(best), new)
        else:
            editor.add_above(self._first_place(need, here), new)

    def _binding(self, editor: ImportEditor, need: _Need) -> Iterator[ImportStatement]:
        """The statements that bind the local name of ``need`` to its path after the edits."""
        for binding in self.names.bound_anywhere(need.local):
            statement = self._statement(binding)
            if statement is None or self._target(binding) != need.path:
                continue
            if not editor.takes_out(binding.node):
                yield statement
        yield from editor.places_of(need.path, need.local)

    def _serves(self, statement: ImportStatement, need: _Need) -> bool:
        """Whether what ``statement`` binds is surely there where ``need`` is."""
        return self.order.visible(need.local, statement, need.at) and (
            statement is need.origin or self.order.surely_ran(statement, need.at)
        )

    @staticmethod
    def _is_from(statement: ImportStatement, module: str) -> bool:
        return (
            isinstance(statement, cst.ImportFrom)
            and import_target(statement) == module
            and not isinstance(statement.names, cst.ImportStar)
        )

    def _innermost(self, statements: Sequence[ImportStatement]) -> ImportStatement:
        """The last statement of the block that is nested deepest."""
        return max(statements, key=lambda s: sum(1 for _ in self.tree.ancestors(s)))

    def _first_place(self, need: _Need, serving: Iterable[ImportStatement]) -> cst.CSTNode:
        """The statement above which, or the import below which, a first import goes."""
        plain = [s for s in serving if module_of(s) != "__future__"]
        if plain:
            return plain[-1]
        scope = next(
            (s for s in self.names.chain(need.at) if need.local in s.bindings), self.names.root
        )
        body = scope.node.body if isinstance(scope.node, cst.FunctionDef) else self.tree.module
        piece = self.tree.piece(need.at)
        lines: Sequence[cst.CSTNode] = getattr(body, "body", ())
        lines = [line for line in lines if self.tree.piece(line) == piece]
        return next((line for line in lines if not _is_preamble(line)), lines[-1])


def names_of(statement: cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    """The names of an ``import from``; none for a star."""
    return () if isinstance(statement.names, cst.ImportStar) else statement.names


def _is_preamble(line: cst.CSTNode) -> bool:
    """Whether a line is a docstring or an import from ``__future__``."""
    if not isinstance(line, cst.SimpleStatementLine):
        return False
    first = line.body[0]
    if isinstance(first, cst.ImportFrom):
        return import_target(first) == "__future__"
    return isinstance(first, cst.Expr) and isinstance(
        first.value, (cst.SimpleString, cst.ConcatenatedString)
    )


def _is_prefect(module: str) -> bool:
    return module.partition(".")[0] == "prefect"
