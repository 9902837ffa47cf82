"""Names that a module imports for others: never taken out silently."""

from __future__ import annotations

import re

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.tree import walk_nodes

_NOQA = re.compile(r"#\s*noqa(?!\s*:)|#\s*noqa\s*:[^#]*\bF401\b", re.I)


def handed_on(module: Module, alias: cst.ImportAlias) -> str:
    """Why others may import what ``alias`` binds from this module; ``""`` where nothing says so.

    Nobody imports a page's code.
    """
    if module.tree.pieces:
        return ""
    bindings = module.names.bound_by(alias)
    if not bindings or bindings[0].scope.kind != "module":
        return ""
    name = bindings[0].name
    if _in_all(module, name):
        return "`__all__` lists it"
    if _same_alias(alias):
        return f"`as {name}` says that it is public"
    if _without_check(module, alias):
        return "`noqa` says that others use it"
    if module.exported(name):
        return "a package exports what its `__init__.py` imports"
    if module.once(only_imports):
        return "this module does nothing but import"
    return module.options.imported_by(name)


def drop_root(module: Module, chain: cst.BaseExpression) -> None:
    """Let the import of a chain's root go, if nothing uses it after the edits."""
    root = chain
    while isinstance(root, cst.Attribute):
        root = root.value
    for binding in module.names.of(root) if isinstance(root, cst.Name) else ():
        alias = binding.node
        if isinstance(alias, cst.ImportAlias) and not handed_on(module, alias):
            module.imports.drop(alias)


def _in_all(module: Module, name: str) -> bool:
    return any(
        isinstance(node, cst.SimpleString) and node.evaluated_value == name
        for binding in module.names.root.bindings.get("__all__", ())
        for node in walk_nodes(module.tree.statement(binding.node))
    )


def _same_alias(alias: cst.ImportAlias) -> bool:
    """Whether the import says ``X as X``, which type checkers take for a public name."""
    asname = alias.asname.name if alias.asname is not None else None
    return (
        isinstance(asname, cst.Name)
        and isinstance(alias.name, cst.Name)
        and asname.value == alias.name.value
    )


def _without_check(module: Module, alias: cst.ImportAlias) -> bool:
    """Whether a ``noqa`` on its line, or on that of its statement, covers an unused import."""
    if not module.once(_says_noqa):
        return False
    statement = module.tree.parent(alias)
    assert statement is not None
    lines = module.tree.lines
    first, _ = module.tree.position(statement)
    own, _ = module.tree.position(alias)
    return any(_NOQA.search(lines[line - 1]) for line in {first, own})


def _says_noqa(module: Module) -> bool:
    return _NOQA.search(module.tree.text) is not None


def only_imports(module: Module) -> bool:
    """Whether the module holds imports, ``__all__`` and docstrings, and nothing else."""
    return all(map(_holds_imports_only, module.tree.module.body))


def _holds_imports_only(statement: cst.BaseStatement) -> bool:
    if isinstance(statement, (cst.If, cst.Try)):
        inner = [statement.body, *getattr(statement, "handlers", ())]
        blocks = [part.body if isinstance(part, cst.ExceptHandler) else part for part in inner]
        return all(
            isinstance(line, cst.BaseStatement) and _holds_imports_only(line)
            for block in blocks
            if isinstance(block, cst.IndentedBlock)
            for line in block.body
        )
    return isinstance(statement, cst.SimpleStatementLine) and all(
        map(_says_nothing, statement.body)
    )


def _says_nothing(part: cst.BaseSmallStatement) -> bool:
    if isinstance(part, (cst.Assign, cst.AnnAssign, cst.AugAssign)):
        targets = (
            [t.target for t in part.targets] if isinstance(part, cst.Assign) else [part.target]
        )
        return all(isinstance(t, cst.Name) and t.value.startswith("__") for t in targets)
    return isinstance(part, (cst.Import, cst.ImportFrom, cst.Pass)) or (
        isinstance(part, cst.Expr)
        and isinstance(part.value, (cst.SimpleString, cst.ConcatenatedString))
    )
