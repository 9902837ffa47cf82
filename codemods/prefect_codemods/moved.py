"""Names that moved: imports in every form and attribute chains, by the table of names."""

from __future__ import annotations

from functools import partial

import libcst as cst

from prefect_codemods.catalogue.names import Name, table
from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.names import dotted, import_target
from prefect_codemods.rule import Kind, Rule, rule

STORAGE = rule(
    "PM110",
    "storage-moved",
    Kind.SAFE,
    since="0.15.0",
    what="Imports storage classes from `prefect.storage`.",
    why="`prefect.environments.storage` went with 0.15.0, earlier than the rest of "
    "`prefect.environments`.",
    before="from prefect.environments.storage import Docker\n\nstorage = Docker()\n",
    after="from prefect.storage import Docker\n\nstorage = Docker()\n",
    source="Prefect 0.15.0, changelog",
)
EXECUTORS = rule(
    "PM120",
    "executors-moved",
    Kind.SAFE,
    since="1.0.0",
    what="Imports executors from `prefect.executors`.",
    why="`prefect.engine.executors` warns since 0.14.0; as an attribute of `prefect` it is gone "
    "in 1.0.0, and a configuration value that names it falls back to LocalExecutor.",
    before="from prefect.engine.executors import DaskExecutor\n\nexecutor = DaskExecutor()\n",
    after="from prefect.executors import DaskExecutor\n\nexecutor = DaskExecutor()\n",
    source="Prefect 1.4.1, prefect/engine/executors",
)
NAMES = rule(
    "PM150",
    "name-moved",
    Kind.SAFE,
    since="1.0.0",
    what="Imports names from the modules that hold them in 1.x.",
    why="Their old modules went between 0.6 and 1.0.0.",
    before="from prefect.utilities.tasks import unmapped\n\nvalue = unmapped(1)\n",
    after="from prefect import unmapped\n\nvalue = unmapped(1)\n",
    source="Prefect 0.15.0 and 1.0.0, changelog",
)
BOTH = rule(
    "PM290",
    "both-forms",
    Kind.MANUAL,
    since="0.14.0",
    what="Code that keeps the old and the new form side by side is left alone.",
    why="A `try … except ImportError` or a check of the version wants both.",
    before="try:\n    from prefect.storage import Docker\nexcept ImportError:\n"
    "    from prefect.environments.storage import Docker\n",
    advice="drop the old branch when no 0.x is left",
)

_MOVES = {"rewrite", "rewrite+kwargs"}


def rule_for(old: str) -> Rule:
    """The rule under which the old path ``old`` is rewritten."""
    if old.startswith("prefect.environments.storage"):
        return STORAGE
    if old.startswith("prefect.engine.executors"):
        return EXECUTORS
    return NAMES


def migrate(module: Module) -> None:
    """Plan the moves of one module."""
    for statement in module.names.imports:
        if isinstance(statement, cst.ImportFrom):
            _from(module, statement)
        else:
            _import(module, statement)
    _chains(module)


def _row(old: str) -> Name | None:
    row = table().get(old)
    return row if row is not None and row.new and row.action in _MOVES else None


def _from(module: Module, statement: cst.ImportFrom) -> None:
    source = import_target(statement)
    if not source.startswith("prefect"):
        return
    if isinstance(statement.names, cst.ImportStar):
        _star(module, statement, source)
        return
    for alias in statement.names:
        old = f"{source}.{dotted(alias.name)}"
        row = _row(old)
        if row is None or not module.plan.allows(rule_for(old), alias):
            continue
        if module.compatible(statement):
            module.plan.report(
                BOTH, statement, f"`{old}` is kept beside its new form", level=Level.NOTE
            )
            continue
        _move(module, alias, row)


def _move(module: Module, alias: cst.ImportAlias, row: Name) -> None:
    target, _, name = row.new.rpartition(".")
    old_name = row.old.rpartition(".")[2]
    local = old_name
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        local = alias.asname.name.value
    elif name != old_name and not module.imports.taken(name):
        local = name
        _rename_uses(module, alias, name)
    module.imports.move(alias, target, name, local)
    module.plan.change(rule_for(row.old), alias, f"`{row.old}` is `{row.new}`")


def _rename_uses(module: Module, alias: cst.ImportAlias, name: str) -> None:
    for binding in module.names.bound_by(alias):
        for use in module.names.uses_of(binding):
            module.plan.replace(use, lambda node: node.with_changes(value=name))


def _star(module: Module, statement: cst.ImportFrom, source: str) -> None:
    row = _row(source)
    if row is None or module.compatible(statement):
        return
    if not module.plan.allows(rule_for(source), statement):
        return
    module.imports.move_star(statement, row.new)
    module.plan.change(rule_for(source), statement, f"`{source}` is `{row.new}`")


def _import(module: Module, statement: cst.Import) -> None:
    for alias in statement.names:
        row = _row(dotted(alias.name))
        if row is None or row.kind != "module" or module.compatible(statement):
            continue
        if not module.plan.allows(rule_for(row.old), alias):
            continue
        module.imports.rename_module(alias, row.new)
        module.plan.change(rule_for(row.old), alias, f"`{row.old}` is `{row.new}`")


def _chains(module: Module) -> None:
    """Rewrite ``prefect.environments.storage.S3`` and the like where no import binds the tail."""
    done: set[int] = set()
    for node in module.names.attributes:
        if id(node) in done:
            continue
        old = module.names.qualified(node)
        row = _row(old) if old.startswith("prefect.") else None
        if row is None or not _spelled_out(module, node, old):
            continue
        if not module.plan.allows(rule_for(old), node):
            continue
        inner: cst.BaseExpression = node
        while isinstance(inner, cst.Attribute):
            done.add(id(inner))
            inner = inner.value
        if module.compatible(node):
            module.plan.report(BOTH, node, f"`{old}` is kept beside its new form", level=Level.NOTE)
            continue
        module.plan.replace(node, partial(_chain, tail=row.new.split(".")[1:]))
        module.plan.change(rule_for(old), node, f"`{old}` is `{row.new}`")


def _spelled_out(module: Module, node: cst.Attribute, old: str) -> bool:
    """Whether the chain starts at the package itself (``import prefect [as p]``)."""
    root: cst.BaseExpression = node
    while isinstance(root, cst.Attribute):
        root = root.value
    return module.names.qualified(root) == "prefect"


def _chain(node: cst.CSTNode, tail: list[str]) -> cst.CSTNode:
    assert isinstance(node, cst.Attribute)
    root: cst.BaseExpression = node
    while isinstance(root, cst.Attribute):
        root = root.value
    made = root
    for part in tail:
        made = cst.Attribute(made, cst.Name(part))
    return made.with_changes(lpar=node.lpar, rpar=node.rpar)
