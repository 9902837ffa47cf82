"""Which dotted name an expression stands for: scopes and bindings in one walk.

Cheaper than LibCST's QualifiedNameProvider (about ten times a parse) and stricter: a name that is
bound twice in different ways stands for nothing certain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from prefect_codemods.python.binding import Binder
from prefect_codemods.python.excerpt import UnseenName
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import Binding, Scope, dotted_name
from prefect_codemods.python.tree import Tree, last_statement

StarNames = Callable[[str, str], bool]


class Names:
    """All scopes of a tree, and what each use of a name stands for."""

    def __init__(self, tree: Tree, exported: StarNames) -> None:
        self.tree = tree
        self._unseen = tree.excerpt.words if tree.excerpt is not None else frozenset[str]()
        self.customary: Mapping[str, str] = {}
        """What names stand for that nothing binds."""
        self._exported = exported
        found = Binder(tree)
        found.run()
        self.root = found.root
        self.modules = found.modules
        self.uses = found.uses
        self.imports = found.imports
        self.calls = found.calls
        self.attributes = found.attributes
        self.strings = found.strings
        self.classes = found.classes
        self._scopes = found.scopes
        self._bound = found.bound
        self._imported = found.imported
        # Nodes of the tree, which have a parent, live as long as it does: their ids are theirs.
        self._qualified: dict[int, str] = {}
        self._node_scopes = found.node_scopes
        self._uses_of: dict[str, dict[int, list[cst.Name]]] = {}
        self._uses: dict[str, list[cst.Name]] = {}
        for use in self.uses:
            self._uses.setdefault(use.value, []).append(use)

    def forget(self) -> None:
        """Let go of the tree: scopes and what they bind hold each other, and it with them."""
        for scope in (*self.modules, *self._scopes.values()):
            scope.bindings.clear()

    def taken(self, name: str, at: cst.CSTNode) -> bool:
        """Whether ``name`` has a meaning already in the module, or in the piece that holds ``at``.

        The pieces behind it count where they would see the name from here.
        """
        self._must_be_seen(name)
        module_scope = self.module_scope(at)
        if any(
            name in scope.bindings and _module_of(scope) is module_scope
            for scope in self._scopes.values()
        ):
            return True
        return any(
            not bindings or _module_of(bindings[0].scope) is not self.module_scope(use)
            for use in self.used(name)
            if self._module_index(self.scope(use)) >= self._module_index(module_scope)
            for bindings in [self.of(use)]
        )

    def bound_anywhere(self, name: str) -> list[Binding]:
        """The bindings of the identifier ``name`` in all scopes."""
        self._must_be_seen(name)
        scopes = [self.root, *self._scopes.values()]
        found = {id(b): b for scope in scopes for b in scope.bindings.get(name, ())}
        return list(found.values())

    def chain(self, node: cst.CSTNode) -> Iterator[Scope]:
        """The scopes around ``node``, innermost first."""
        current: Scope | None = self.scope(node)
        while current is not None:
            yield current
            current = current.parent

    def used(self, name: str) -> list[cst.Name]:
        """All uses of the identifier ``name``, whatever they stand for."""
        self._must_be_seen(name)
        return self._uses.get(name, [])

    def _must_be_seen(self, name: str) -> None:
        """Raises ``UnseenName`` for a name in code that was not parsed."""
        if name in self._unseen:
            raise UnseenName(name)

    def bound_by(self, node: cst.CSTNode) -> list[Binding]:
        """What the alias or statement ``node`` binds."""
        return self._bound.get(id(node), [])

    def scope(self, node: cst.CSTNode) -> Scope:
        """The scope in which ``node`` is evaluated."""
        known = self._node_scopes.get(id(node))
        if known is None:
            known = self._scope_above(node)
            if self.tree.parent(node) is not None:
                self._node_scopes[id(node)] = known
        return known

    def _scope_above(self, node: cst.CSTNode) -> Scope:
        scopes, parent = self._scopes, self.tree.parent
        current: cst.CSTNode | None = node
        while current is not None:
            if (scope := scopes.get(id(current))) is not None:
                return scope
            current = parent(current)
        return self.root

    def module_scope(self, node: cst.CSTNode) -> Scope:
        """The scope of the module, or of the piece of the program, that holds ``node``."""
        return self.module_of(self.scope(node))

    @staticmethod
    def module_of(scope: Scope) -> Scope:
        """The scope of the module, or of the piece of the program, that ``scope`` is part of."""
        return _module_of(scope)

    def bindings(self, name: str, scope: Scope) -> list[Binding]:
        """What ``name`` may mean in ``scope``; empty for builtins, star imports, unknown names.

        In a program in pieces the piece itself counts first, then the nearest one before it that
        binds the name, then the first one behind it.
        """
        if found := self.bindings_before(name, scope):
            return found
        if len(self.modules) == 1:
            return []
        binding = self._modules_binding.get(name, [])
        later = bisect_right(binding, self._module_index(scope))
        return self.modules[binding[later]].bindings[name] if later < len(binding) else []

    def _module_index(self, scope: Scope) -> int:
        return self._module_indices[id(_module_of(scope))] if len(self.modules) > 1 else 0

    @cached_property
    def _module_indices(self) -> dict[int, int]:
        return {id(module): index for index, module in enumerate(self.modules)}

    @cached_property
    def _modules_binding(self) -> dict[str, list[int]]:
        """The indices of the modules, or pieces, that bind each name."""
        found: dict[str, list[int]] = {}
        for index, module in enumerate(self.modules):
            for name in module.bindings:
                found.setdefault(name, []).append(index)
        return found

    def _bindings_of_piece(self, name: str, piece: Scope) -> list[Binding]:
        """What ``name`` means in the nearest piece up to ``piece`` that binds it."""
        binding = self._modules_binding.get(name, [])
        until = bisect_right(binding, self._module_indices[id(piece)])
        return self.modules[binding[until - 1]].bindings[name] if until else []

    def bindings_before(self, name: str, scope: Scope) -> list[Binding]:
        """What ``name`` may mean in ``scope`` without the pieces of the program behind it."""
        current: Scope | None = scope
        first = True
        while current is not None:
            current = current.outer.get(name, current)
            if current.kind == "module" and len(self.modules) > 1:
                return self._bindings_of_piece(name, current)
            if (found := current.bindings.get(name)) and (first or current.kind != "class"):
                return found
            first = False
            current = current.parent
        return []

    def of(self, name: cst.Name) -> list[Binding]:
        """What the use ``name`` may mean."""
        return self.bindings(name.value, self.scope(name))

    def candidates(self, node: cst.CSTNode) -> set[str]:
        """Every dotted path that ``node`` may stand for."""
        if not isinstance(node, cst.Name):
            if not isinstance(node, cst.Attribute):
                return set()
            return {f"{base}.{node.attr.value}" for base in self.candidates(node.value)}
        bindings = self.of(node)
        if not bindings:
            starred = {
                f"{module}.{node.value}"
                for module, _ in self._stars(node)
                if self._exported(module, node.value)
            }
            implied = self.customary.get(node.value)
            return starred or ({implied} if implied and not self.has_stars(node) else set())
        return {b.target for b in bindings if b.kind == "import" and b.target}

    def _stars(self, node: cst.CSTNode) -> Iterator[tuple[str, cst.ImportFrom]]:
        """The star imports of the module, or of the piece that holds ``node`` and those before."""
        scope: Scope | None = self.module_scope(node) if self._imports_stars else None
        while scope is not None:
            yield from scope.stars
            scope = scope.parent

    @cached_property
    def _imports_stars(self) -> bool:
        return any(module.stars for module in self.modules)

    def has_stars(self, node: cst.CSTNode) -> bool:
        """Whether a star import may bind names that ``node`` uses."""
        return any(self._stars(node))

    def qualified(self, node: cst.CSTNode) -> str:
        """The dotted path that ``node`` certainly stands for, else ``""``."""
        known = self._qualified.get(id(node))
        if known is None:
            known = self._qualify(node)
            if self.tree.parent(node) is not None:
                self._qualified[id(node)] = known
        return known

    def _qualify(self, node: cst.CSTNode) -> str:
        root: cst.CSTNode = node
        while type(root) is not cst.Name:
            if type(root) is not cst.Attribute:
                return ""
            root = root.value
        known = root.value in self._imported or root.value in self.customary
        if not known and not self._imports_stars:
            return ""
        if any(b.kind != "import" for b in self.of(root)):
            return ""
        found = self.candidates(node)
        return found.pop() if len(found) == 1 else ""

    def uses_of(self, binding: Binding) -> list[cst.Name]:
        """The uses that may see ``binding``."""
        known = self._uses_of.get(binding.name)
        if known is None:
            known = self._uses_of[binding.name] = {}
            for use in self.used(binding.name):
                for seen in {id(one) for one in self.of(use)}:
                    known.setdefault(seen, []).append(use)
        return known.get(id(binding), [])

    def only_value(self, name: cst.Name) -> Binding | None:
        """The one binding of ``name`` where there is exactly one and it is a plain assignment."""
        bindings = self.of(name)
        if len(bindings) == 1 and bindings[0].kind in {"assign", "with"}:
            return bindings[0]
        return None

    def ends_program(self, block: cst.BaseSuite) -> bool:
        """Whether ``block`` ends by raising, or by a call that ends the program or the test."""
        last = last_statement(block)
        if isinstance(last, cst.Raise):
            return True
        call = last.value if isinstance(last, cst.Expr) else None
        if not isinstance(call, cst.Call):
            return False
        return (self.qualified(call.func) or dotted_name(call.func)) in _EXITS

    def value_of(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The value of a variable that is set once, else ``node`` itself."""
        binding = self.only_value(node) if isinstance(node, cst.Name) else None
        return binding.value if binding is not None and binding.value is not None else node


_EXITS = frozenset(
    ("sys.exit", "os._exit", "exit", "quit", "pytest.skip", "pytest.exit", "pytest.fail")
)


def _module_of(scope: Scope) -> Scope:
    while scope.kind != "module" and scope.parent is not None:
        scope = scope.parent
    return scope
