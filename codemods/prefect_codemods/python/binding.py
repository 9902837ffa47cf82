"""One walk over a tree that finds parents, scopes, what each binds, and the uses of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import Binding, BindingKind, Scope, dotted_name, import_target
from prefect_codemods.python.tree import Tree, child_nodes


class Binder:
    """One pass over the tree with an explicit stack: parents, scopes, bindings, uses."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.root = Scope("module", tree.module)
        self.modules = [self.root]
        """The module's scope; of a program in pieces one for each, the one before its parent."""
        self.uses: list[cst.Name] = []
        self.imports: list[cst.Import | cst.ImportFrom] = []
        self.calls: list[cst.Call] = []
        self.attributes: list[cst.Attribute] = []
        self.strings: list[cst.SimpleString] = []
        self.classes: list[cst.ClassDef] = []
        self.scopes: dict[int, Scope] = {}
        """The scope inside the node with this identity."""
        self.node_scopes: dict[int, Scope] = {}
        """The scope in which the use, the attribute or the call with this identity is evaluated."""
        self.bound: dict[int, list[Binding]] = {}
        """What the node with this identity binds."""
        self.imported: set[str] = set()
        self.stack: list[tuple[cst.CSTNode, Scope]] = []

    def run(self) -> None:
        """Walk the tree; the attributes hold what was found, in source order."""
        module = self.tree.module
        self.scopes[id(module)] = self.root
        self._push_all(module, self.root)
        if self.tree.pieces:
            self._cut_into_pieces()
        handlers = _handlers()
        while self.stack:
            node, scope = self.stack.pop()
            handler = handlers.get(type(node))
            if handler is None or handler(self, node, scope):
                self._push_all(node, scope)

    def _cut_into_pieces(self) -> None:
        """Give each piece a scope, in which a name may mean something else than before it."""
        for _ in self.tree.pieces[1:]:
            self.modules.append(Scope("module", self.tree.module, self.modules[-1]))
        body = self.tree.module.body
        owners = [self.modules[self.tree.piece_of(index)] for index in range(len(body))]
        self.stack = [*zip(reversed(body), reversed(owners), strict=True)]
        for statement, owner in zip(body, owners, strict=True):
            self._place(statement, owner)

    def _push(self, node: cst.CSTNode | None, parent: cst.CSTNode, scope: Scope) -> None:
        if node is not None:
            self.tree.adopt(node, parent)
            self.stack.append((node, scope))

    def _push_all(self, node: cst.CSTNode, scope: Scope) -> None:
        adopt = self.tree._parents
        for child in reversed(child_nodes(node)):
            adopt[id(child)] = node
            self.stack.append((child, scope))

    def _place(self, node: cst.CSTNode, scope: Scope) -> None:
        self.scopes[id(node)] = scope

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
            self.imported.add(name)
        self.bound.setdefault(id(node), []).append(binding)

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
        self.uses.append(node)
        self.node_scopes[id(node)] = scope
        return False

    def _attribute(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Attribute)
        self.attributes.append(node)
        self.node_scopes[id(node)] = scope
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
        self.calls.append(node)
        self.node_scopes[id(node)] = scope
        return True

    def _string(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.SimpleString)
        self.strings.append(node)
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
        self.classes.append(node)
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
        self.imports.append(node)
        for alias in node.names:
            self.tree.adopt(alias, node)
            path = dotted_name(alias.name)
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                self._bind("import", alias.asname.name.value, alias, scope, path)
            else:
                top = path.split(".")[0]
                self._bind("import", top, alias, scope, top)
        return False

    def _import_from(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.ImportFrom)
        self.imports.append(node)
        module = import_target(node)
        if isinstance(node.names, cst.ImportStar):
            scope.stars.append((module, node))
            return False
        for alias in node.names:
            self.tree.adopt(alias, node)
            name = dotted_name(alias.name)
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
                self.uses.append(node.target)
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
        target_scope = scope
        while target_scope.kind == "comprehension" and target_scope.parent is not None:
            target_scope = target_scope.parent
        self._bind_targets(node.target, target_scope)
        self.tree.adopt(node.target, node)
        self._push(node.value, node, scope)
        return False

    def _global(self, node: cst.CSTNode, scope: Scope) -> bool:
        assert isinstance(node, cst.Global)
        target_scope = scope
        while target_scope.kind != "module" and target_scope.parent is not None:
            target_scope = target_scope.parent
        for item in node.names:
            scope.outer[item.name.value] = target_scope
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
        for name in _deleted_names(node.target):
            self._bind("other", name.value, name, _binding_scope(name.value, scope))
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


@cache
def _handlers() -> Mapping[type, Callable[[Binder, cst.CSTNode, Scope], bool]]:
    """What is done with nodes of each type; true where all below them is walked as usual."""
    return {
        cst.Name: Binder._name,
        cst.FunctionDef: Binder._function,
        cst.ClassDef: Binder._class,
        cst.Lambda: Binder._lambda,
        cst.ListComp: Binder._comprehension,
        cst.SetComp: Binder._comprehension,
        cst.DictComp: Binder._comprehension,
        cst.GeneratorExp: Binder._comprehension,
        cst.Import: Binder._import,
        cst.ImportFrom: Binder._import_from,
        cst.Assign: Binder._assign,
        cst.AnnAssign: Binder._annotated,
        cst.AugAssign: Binder._target_only,
        cst.For: Binder._target_only,
        cst.WithItem: Binder._with,
        cst.ExceptHandler: Binder._except,
        cst.NamedExpr: Binder._walrus,
        cst.Global: Binder._global,
        cst.Nonlocal: Binder._nonlocal,
        cst.Del: Binder._del,
        cst.MatchAs: Binder._match,
        cst.MatchStar: Binder._match,
        cst.MatchMapping: Binder._match_mapping,
        cst.Call: Binder._call,
        cst.Attribute: Binder._attribute,
        cst.SimpleString: Binder._string,
        cst.Arg: Binder._arg,
    }


def _deleted_names(target: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(target, cst.Name):
        yield target
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _deleted_names(element.value)


def _binding_scope(name: str, scope: Scope) -> Scope:
    """The piece of the program whose binding `del` takes away, ``scope`` itself elsewhere."""
    target_scope: Scope | None = scope
    while target_scope is not None and target_scope.kind == "module":
        if name in target_scope.bindings:
            return target_scope
        target_scope = target_scope.parent
    return scope
