"""Which dotted name an expression stands for: scopes and bindings in one walk.

Cheaper than LibCST's QualifiedNameProvider (about ten times a parse) and stricter: a name that is
bound twice in different ways stands for nothing certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import libcst as cst

from prefect_codemods.python.tree import Tree, children

BindingKind = Literal["import", "assign", "def", "class", "param", "with", "other"]


@dataclass(eq=False)
class Binding:
    """One place that gives ``name`` a meaning.

    ``target`` is the dotted path an import binds (``prefect.storage.S3``); ``value`` the expression
    of a plain assignment or of a ``with`` item; ``node`` the alias, statement or target.
    """

    name: str
    kind: BindingKind
    node: cst.CSTNode
    scope: Scope
    target: str = ""
    value: cst.BaseExpression | None = None


@dataclass(eq=False)
class Scope:
    """A module, class, function or comprehension, with what it binds and the names it uses."""

    kind: Literal["module", "class", "function", "comprehension"]
    node: cst.CSTNode
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outer: dict[str, Scope] = field(default_factory=dict)
    stars: list[tuple[str, cst.ImportFrom]] = field(default_factory=list)

    def bind(self, binding: Binding) -> None:
        """Add ``binding``, to the scope a ``global`` or ``nonlocal`` names where there is one."""
        home = self.outer.get(binding.name, self)
        home.bindings.setdefault(binding.name, []).append(binding)


def dotted(node: cst.CSTNode | None) -> str:
    """``a.b.c`` for a chain of names and attributes, ``""`` for anything else."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return ""
    parts.append(node.value)
    return ".".join(reversed(parts))


def import_target(statement: cst.ImportFrom) -> str:
    """The absolute module an ``import from`` names; ``""`` for a relative one."""
    if statement.relative:
        return ""
    return dotted(statement.module)


StarNames = Callable[[str, str], bool]


class Names:
    """All scopes of a tree, and what each use of a name stands for."""

    def __init__(self, tree: Tree, exported: StarNames) -> None:
        self.tree = tree
        self._exported = exported
        self.root = Scope("module", tree.module)
        self.uses: list[cst.Name] = []
        self.imports: list[cst.Import | cst.ImportFrom] = []
        self.calls: list[cst.Call] = []
        self.attributes: list[cst.Attribute] = []
        self.strings: list[cst.SimpleString] = []
        self._scopes: dict[int, Scope] = {}
        self._bound: dict[int, list[Binding]] = {}
        self._qualified: dict[int, str] = {}
        self._imported: set[str] = set()
        _Walk(self).run()
        self._uses: dict[str, list[cst.Name]] = {}
        for use in self.uses:
            self._uses.setdefault(use.value, []).append(use)

    def used(self, name: str) -> list[cst.Name]:
        """All uses of the identifier ``name``, whatever they stand for."""
        return self._uses.get(name, [])

    def bound_by(self, node: cst.CSTNode) -> list[Binding]:
        """What the alias or statement ``node`` binds."""
        return self._bound.get(id(node), [])

    def scope(self, node: cst.CSTNode) -> Scope:
        """The scope in which ``node`` is evaluated."""
        current: cst.CSTNode | None = node
        while current is not None:
            if (scope := self._scopes.get(id(current))) is not None:
                return scope
            current = self.tree.parent(current)
        return self.root

    def bindings(self, name: str, scope: Scope) -> list[Binding]:
        """What ``name`` may mean in ``scope``; empty for builtins, star imports, unknown names."""
        current: Scope | None = scope
        first = True
        while current is not None:
            current = current.outer.get(name, current)
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
        if isinstance(node, cst.Attribute):
            return {f"{base}.{node.attr.value}" for base in self.candidates(node.value)}
        if not isinstance(node, cst.Name):
            return set()
        bindings = self.of(node)
        if not bindings:
            return {
                f"{module}.{node.value}"
                for module, _ in self.root.stars
                if self._exported(module, node.value)
            }
        return {b.target for b in bindings if b.kind == "import" and b.target}

    def qualified(self, node: cst.CSTNode) -> str:
        """The dotted path that ``node`` certainly stands for, else ``""``."""
        known = self._qualified.get(id(node))
        if known is None:
            known = self._qualify(node)
            if self.tree.parent(node) is not None:
                # Nodes of the tree live as long as it does, so that their ids are theirs.
                self._qualified[id(node)] = known
        return known

    def _qualify(self, node: cst.CSTNode) -> str:
        root: cst.CSTNode = node
        while isinstance(root, cst.Attribute):
            root = root.value
        if not isinstance(root, cst.Name):
            return ""
        if root.value not in self._imported and not self.root.stars:
            return ""
        if any(b.kind != "import" for b in self.of(root)):
            return ""
        found = self.candidates(node)
        return found.pop() if len(found) == 1 else ""

    def uses_of(self, binding: Binding) -> list[cst.Name]:
        """The uses that may see ``binding``."""
        return [use for use in self.used(binding.name) if binding in self.of(use)]

    def only_value(self, name: cst.Name) -> Binding | None:
        """The one binding of ``name`` where there is exactly one and it is a plain assignment."""
        bindings = self.of(name)
        if len(bindings) == 1 and bindings[0].kind in {"assign", "with"}:
            return bindings[0]
        return None


class _Walk:
    """One pass over the tree with an explicit stack: parents, scopes, bindings, uses."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.tree = names.tree
        self.stack: list[tuple[cst.CSTNode, cst.CSTNode | None, Scope, bool]] = []
        self.handlers: dict[type, Callable[[cst.CSTNode, Scope], bool]] = {
            cst.Name: self._name,
            cst.FunctionDef: self._function,
            cst.ClassDef: self._class,
            cst.Lambda: self._lambda,
            cst.ListComp: self._comprehension,
            cst.SetComp: self._comprehension,
            cst.DictComp: self._comprehension,
            cst.GeneratorExp: self._comprehension,
            cst.Import: self._import,
            cst.ImportFrom: self._import_from,
            cst.Assign: self._assign,
            cst.AnnAssign: self._annotated,
            cst.AugAssign: self._target_only,
            cst.For: self._target_only,
            cst.WithItem: self._with,
            cst.ExceptHandler: self._except,
            cst.NamedExpr: self._walrus,
            cst.Global: self._global,
            cst.Nonlocal: self._nonlocal,
            cst.Del: self._del,
            cst.MatchAs: self._match,
            cst.MatchStar: self._match,
            cst.MatchMapping: self._match_mapping,
            cst.Call: self._call,
            cst.Attribute: self._attribute,
            cst.SimpleString: self._string,
            cst.Arg: self._arg,
        }

    def run(self) -> None:
        module = self.tree.module
        self.names._scopes[id(module)] = self.names.root
        self._push_all(module, self.names.root)
        while self.stack:
            node, _, scope, _ = self.stack.pop()
            handler = self.handlers.get(type(node))
            if handler is None or handler(node, scope):
                self._push_all(node, scope)

    def _push(self, node: cst.CSTNode | None, parent: cst.CSTNode, scope: Scope) -> None:
        if node is not None:
            self.tree.adopt(node, parent)
            self.stack.append((node, parent, scope, False))

    def _push_all(self, node: cst.CSTNode, scope: Scope) -> None:
        adopt = self.tree._parents
        for child in reversed(children(node)):
            adopt[id(child)] = node
            self.stack.append((child, node, scope, False))

    def _place(self, node: cst.CSTNode, scope: Scope) -> None:
        self.names._scopes[id(node)] = scope

    def _bind(
        self,
        kind: BindingKind,
        name: str,
        node: cst.CSTNode,
        scope: Scope,
        target: str = "",
        value: cst.BaseExpression | None = None,
    ) -> None:
        binding = Binding(name, kind, node, scope, target, value)
        scope.bind(binding)
        if kind == "import":
            self.names._imported.add(name)
        self.names._bound.setdefault(id(node), []).append(binding)

    def _bind_targets(self, node: cst.CSTNode, scope: Scope) -> None:
        """Bind every name stored by the target ``node``; parts that are read stay uses."""
        if isinstance(node, cst.Name):
            self._bind("other", node.value, node, scope)
        elif isinstance(node, (cst.Tuple, cst.List)):
            for element in node.elements:
                self._bind_targets(element.value, scope)
        elif isinstance(node, cst.StarredElement):
            self._bind_targets(node.value, scope)

    # --- uses -----------------------------------------------------------------------------------

    def _name(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Name)
        self.names.uses.append(node)
        return False

    def _attribute(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Attribute)
        self.names.attributes.append(node)
        self.tree.adopt(node.attr, node)
        self._push(node.value, node, scope)
        return False

    def _arg(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Arg)
        if node.keyword is not None:
            self.tree.adopt(node.keyword, node)
        self._push(node.value, node, scope)
        return False

    def _call(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Call)
        self.names.calls.append(node)
        return True

    def _string(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.SimpleString)
        self.names.strings.append(node)
        return False

    # --- scopes ---------------------------------------------------------------------------------

    def _function(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.FunctionDef)
        self._bind("def", node.name.value, node, scope)
        self.tree.adopt(node.name, node)
        inner = Scope("function", node, scope)
        self._place(node.body, inner)
        self._push(node.body, node, inner)
        self._push(node.returns, node, scope)
        self._parameters(node.params, node, scope, inner)
        for decorator in reversed(node.decorators):
            self._push(decorator, node, scope)
        return False

    def _lambda(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Lambda)
        inner = Scope("function", node, scope)
        self._place(node.body, inner)
        self._push(node.body, node, inner)
        self._parameters(node.params, node, scope, inner)
        return False

    def _parameters(
        self, params: cst.Parameters, owner: cst.CSTNode, outer: Scope, inner: Scope
    ) -> None:
        self.tree.adopt(params, owner)
        listed: list[cst.Param] = [*params.posonly_params, *params.params, *params.kwonly_params]
        listed.extend(p for p in (params.star_arg, params.star_kwarg) if isinstance(p, cst.Param))
        for param in listed:
            self.tree.adopt(param, params)
            self.tree.adopt(param.name, param)
            self._bind("param", param.name.value, param, inner)
            self._push(param.default, param, outer)
            self._push(param.annotation, param, outer)

    def _class(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.ClassDef)
        self._bind("class", node.name.value, node, scope)
        self.tree.adopt(node.name, node)
        inner = Scope("class", node, scope)
        self._place(node.body, inner)
        self._push(node.body, node, inner)
        for part in reversed([*node.decorators, *node.bases, *node.keywords]):
            self._push(part, node, scope)
        return False

    def _comprehension(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, (cst.BaseSimpleComp, cst.DictComp))
        inner = Scope("comprehension", node, scope)
        self._place(node, inner)
        first = node.for_in
        clause: cst.CompFor | None = first
        while clause is not None:
            self.tree.adopt(clause, node)
            self._bind_targets(clause.target, inner)
            self._push_target(clause.target, clause, inner)
            for condition in clause.ifs:
                self._push(condition, clause, inner)
            self._push(clause.iter, clause, scope if clause is first else inner)
            if clause is first:
                self._place(clause.iter, scope)
            clause = clause.inner_for_in
        parts = (node.key, node.value) if isinstance(node, cst.DictComp) else (node.elt,)
        for part in parts:
            self._push(part, node, inner)
        return False

    # --- bindings -------------------------------------------------------------------------------

    def _import(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Import)
        self.names.imports.append(node)
        for alias in node.names:
            self.tree.adopt(alias, node)
            path = dotted(alias.name)
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                self._bind("import", alias.asname.name.value, alias, scope, path)
            else:
                top = path.split(".")[0]
                self._bind("import", top, alias, scope, top)
        return False

    def _import_from(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.ImportFrom)
        self.names.imports.append(node)
        module = import_target(node)
        if isinstance(node.names, cst.ImportStar):
            scope.stars.append((module, node))
            return False
        for alias in node.names:
            self.tree.adopt(alias, node)
            name = dotted(alias.name)
            local = name
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                local = alias.asname.name.value
            self._bind("import", local, alias, scope, f"{module}.{name}" if module else "")
        return False

    def _push_target(self, target: cst.CSTNode, parent: cst.CSTNode, scope: Scope) -> None:
        """Walk the parts of a target that are read (``a`` in ``a.b = …``), not the stored names."""
        self.tree.adopt(target, parent)
        if isinstance(target, cst.Name):
            return
        if isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self.tree.adopt(element, target)
                self._push_target(element.value, element, scope)
            return
        if isinstance(target, cst.StarredElement):
            self._push_target(target.value, target, scope)
            return
        self._push(target, parent, scope)

    def _assign(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Assign)
        self._push(node.value, node, scope)
        for target in node.targets:
            self.tree.adopt(target, node)
            if isinstance(target.target, cst.Name) and len(node.targets) == 1:
                self._bind("assign", target.target.value, node, scope, value=node.value)
            else:
                self._bind_targets(target.target, scope)
            self._push_target(target.target, target, scope)
        return False

    def _annotated(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.AnnAssign)
        if isinstance(node.target, cst.Name):
            self._bind("assign", node.target.value, node, scope, value=node.value)
        self._push(node.value, node, scope)
        self._push(node.annotation, node, scope)
        self._push_target(node.target, node, scope)
        return False

    def _target_only(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, (cst.AugAssign, cst.For))
        self._bind_targets(node.target, scope)
        if isinstance(node, cst.AugAssign):
            self._push(node.value, node, scope)
            if isinstance(node.target, cst.Name):
                self.names.uses.append(node.target)
        else:
            self._push(node.orelse, node, scope)
            self._push(node.body, node, scope)
            self._push(node.iter, node, scope)
        self._push_target(node.target, node, scope)
        return False

    def _with(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.WithItem)
        if node.asname is not None:
            self.tree.adopt(node.asname, node)
            target = node.asname.name
            if isinstance(target, cst.Name):
                self._bind("with", target.value, node, scope, value=node.item)
            else:
                self._bind_targets(target, scope)
            self._push_target(target, node.asname, scope)
        self._push(node.item, node, scope)
        return False

    def _except(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.ExceptHandler)
        if node.name is not None:
            self.tree.adopt(node.name, node)
            self._bind_targets(node.name.name, scope)
        self._push(node.body, node, scope)
        self._push(node.type, node, scope)
        return False

    def _walrus(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.NamedExpr)
        home = scope
        while home.kind == "comprehension" and home.parent is not None:
            home = home.parent
        self._bind_targets(node.target, home)
        self.tree.adopt(node.target, node)
        self._push(node.value, node, scope)
        return False

    def _global(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Global)
        for item in node.names:
            scope.outer[item.name.value] = self.names.root
        return False

    def _nonlocal(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Nonlocal)
        for item in node.names:
            outer = scope.parent
            while outer is not None and item.name.value not in outer.bindings:
                outer = outer.parent
            if outer is not None:
                scope.outer[item.name.value] = outer
        return False

    def _del(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Del)
        self._bind_targets(node.target, scope)
        return True

    def _match(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, (cst.MatchAs, cst.MatchStar))
        if node.name is not None:
            self._bind_targets(node.name, scope)
            self.tree.adopt(node.name, node)
        if isinstance(node, cst.MatchAs):
            self._push(node.pattern, node, scope)
        return False

    def _match_mapping(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.MatchMapping)
        if node.rest is not None:
            self._bind_targets(node.rest, scope)
            self.tree.adopt(node.rest, node)
        for element in node.elements:
            self._push(element, node, scope)
        return False


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``node`` and all below it, in source order, without whitespace and punctuation."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))
