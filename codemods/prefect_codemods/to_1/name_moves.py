"""Names that moved: imports in every form and attribute chains, by the table of names."""

from __future__ import annotations

from functools import partial

from prefect_codemods.findings import Level
from prefect_codemods.python.annotations import quoted, renamed
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import dotted, import_target
from prefect_codemods.python.tree import walk
from prefect_codemods.rule import Kind, Rule, rule
from prefect_codemods.to_1 import results, tasks
from prefect_codemods.to_1.catalogue.names import Name, table
from prefect_codemods.to_1.references import ADAPTERS, Commit, Obstacle, Reference, whole_chain

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
GONE = rule(
    "PM250",
    "name-gone",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports names that 1.x no longer has, and nothing takes their place as it is.",
    why="The import fails, or the attribute is missing.",
    before="from prefect.agent.kubernetes import ResourceManager\n\nmanager = ResourceManager()\n",
    advice="remove it, or write what the message says",
)
STAR = rule(
    "PM251",
    "star-import",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports star imports of modules that went.",
    why="The module is gone, and what the star bound can't be told for certain.",
    before="from prefect.environments import *\n",
    advice="import the names you use",
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
    if old.startswith("prefect.engine.result_handlers"):
        return results.HANDLERS
    return NAMES


def migrate(module: Module) -> None:
    """Plan the moves of one module."""
    for statement in module.names.imports:
        if isinstance(statement, cst.ImportFrom):
            _from(module, statement)
        else:
            _import(module, statement)
    _chains(module)


def _row(module: Module, old: str) -> Name | None:
    """The row that moves ``old`` to a path which the target release has."""
    row = table().get(old)
    if row is None or not row.new or row.action not in _MOVES:
        return None
    return row if row.available(module.options.target_release) else None


def _from(module: Module, statement: cst.ImportFrom) -> None:
    source = import_target(statement)
    if source.split(".")[0] != "prefect":
        return
    if isinstance(statement.names, cst.ImportStar):
        _star(module, statement, source)
        return
    for alias in statement.names:
        old = f"{source}.{dotted(alias.name)}"
        row = _row(module, old)
        if row is None:
            _gone(module, old, alias)
            continue
        if not module.plan.allows(rule_for(old), alias):
            continue
        if module.compatible(statement):
            message = f"`{old}` is kept beside its new form"
            module.plan.report(BOTH, statement, message, level=Level.NOTE)
            continue
        _move(module, alias, row)


def _gone(module: Module, old: str, node: cst.CSTNode) -> None:
    row = table().get(old)
    if row is None or row.action != "diagnose" or module.compatible(node):
        return
    if old in {"prefect.environments"} or not row.removed:
        return
    # A handler or schedule of one's own is reported where it is defined or called.
    if old.rpartition(".")[2] in tasks.SCHEDULES:
        return
    why = f": {row.note}" if row.note else ""
    message = f"`{old}` is gone since {row.removed}{why}"
    module.plan.report(GONE, node, message, level=Level.ERROR)


def _references(module: Module, alias: cst.ImportAlias, row: Name) -> list[Reference]:
    return [
        Reference(use, module.tree.parent(use), row)
        for binding in module.names.bound_by(alias)
        for use in module.names.uses_of(binding)
    ]


def _follow(module: Module, references: list[Reference]) -> list[Commit] | None:
    """The edits that the references need; ``None`` where one of them can't follow."""
    commits: list[Commit] = []
    blocked = False
    for reference in references:
        if id(reference.node) in module.followed:  # the name is imported twice
            continue
        adapter = ADAPTERS.get(reference.row.old.rpartition(".")[2])
        found = adapter(module, reference) if adapter is not None else None
        if isinstance(found, Obstacle):
            module.plan.report(
                found.rule, reference.node, found.message, level=Level.ERROR, help=found.help
            )
            blocked = True
        elif found is not None:
            commits.append(found)
    if blocked:
        return None
    module.followed.update(id(reference.node) for reference in references)
    return commits


def _move(module: Module, alias: cst.ImportAlias, row: Name) -> None:
    references = _references(module, alias, row)
    commits = _follow(module, references)
    if commits is None:
        return
    target, _, name = row.new.rpartition(".")
    old_name = row.old.rpartition(".")[2]
    local = old_name
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        local = alias.asname.name.value
    elif (
        name != old_name
        and not _handed_on(module, alias, old_name)
        and (not module.names.taken(name, alias) or _same(module, name, row.new, alias))
    ):
        local = name
        for reference in references:
            module.plan.replace(reference.node, partial(_named, name=name))
        if module.names.scope(alias).kind == "module":
            for string in quoted(module.tree, module.names, old_name):
                module.plan.replace(string, partial(renamed, old=old_name, new=name))
    module.imports.move(alias, target, name, local)
    for commit in commits:
        commit()
    module.plan.change(rule_for(row.old), alias, f"`{row.old}` is `{row.new}`")


def _handed_on(module: Module, alias: cst.ImportAlias, name: str) -> bool:
    """Whether others import ``name`` from this module, as far as it tells.

    It lists the name in ``__all__``, or does nothing but import. Nobody imports a page's code.
    """
    if module.tree.pieces:
        return False
    for binding in module.names.root.bindings.get("__all__", ()):
        if binding.value is not None and any(
            isinstance(node, cst.SimpleString) and node.evaluated_value == name
            for node in walk(binding.value)
        ):
            return True
    return all(map(_imports_only, module.tree.module.body))


def _imports_only(statement: cst.BaseStatement) -> bool:
    """Whether a statement imports something or is a docstring."""
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(part, (cst.Import, cst.ImportFrom))
        or (isinstance(part, cst.Expr) and isinstance(part.value, cst.SimpleString))
        for part in statement.body
    )


def _same(module: Module, name: str, path: str, at: cst.CSTNode) -> bool:
    """Whether ``name`` is taken by that very import."""
    bindings = module.names.module_scope(at).bindings.get(name, [])
    return bool(bindings) and all(b.target == path for b in bindings)


def _named(node: cst.CSTNode, name: str) -> cst.CSTNode:
    return node.with_changes(value=name)


def _star(module: Module, statement: cst.ImportFrom, source: str) -> None:
    row = _row(module, source)
    if row is None:
        if source.startswith("prefect.environments") and not module.compatible(statement):
            module.plan.report(STAR, statement, f"`{source}` is gone", level=Level.ERROR)
        return
    if module.compatible(statement) or not module.plan.allows(rule_for(source), statement):
        return
    if source not in {"prefect.environments.storage", "prefect.engine.executors"}:
        module.plan.report(STAR, statement, f"`{source}` is gone: its names changed too")
        return
    module.imports.move_star(statement, row.new)
    module.plan.change(rule_for(source), statement, f"`{source}` is `{row.new}`")


def _import(module: Module, statement: cst.Import) -> None:
    for alias in statement.names:
        old = dotted(alias.name)
        row = _row(module, old)
        if row is None or row.kind != "module":
            if old.startswith("prefect."):
                _gone(module, old, alias)
            continue
        if module.compatible(statement) or not module.plan.allows(rule_for(old), alias):
            continue
        if not _all_follow(module, alias, row):
            continue
        module.imports.rename_module(alias, row.new)
        module.plan.change(rule_for(old), alias, f"`{old}` is `{row.new}`")


def _all_follow(module: Module, alias: cst.ImportAlias, row: Name) -> bool:
    """Whether every name that is read from the module ``alias`` exists in its new place."""
    for binding in module.names.bound_by(alias):
        for use in module.names.uses_of(binding):
            for node, _ in whole_chain(module, use):
                path = module.names.qualified(node)
                if not path.startswith(row.old + ".") or path.count(".") != row.old.count(".") + 1:
                    continue
                member = _row(module, path)
                if member is None and path in table():
                    return False
    return True


def _chains(module: Module) -> None:
    """Rewrite chains such as ``prefect.environments.storage.S3`` and ``storage.S3``."""
    done: set[int] = set()
    for node in module.names.attributes:
        if id(node) in done:
            continue
        old = module.names.qualified(node)
        row = _row(module, old) if old.startswith("prefect.") else None
        if row is None or row.kind == "attribute":
            if old.startswith("prefect.") and "." in old[8:]:
                _gone_chain(module, node, old)
            continue
        if not module.plan.allows(rule_for(old), node):
            continue
        inner: cst.BaseExpression = node
        while isinstance(inner, cst.Attribute):
            done.add(id(inner))
            inner = inner.value
        if module.compatible(node):
            message = f"`{old}` is kept beside its new form"
            module.plan.report(BOTH, node, message, level=Level.NOTE)
            continue
        _rewrite_chain(module, node, row, spelled_out=module.names.qualified(inner) == "prefect")


def _gone_chain(module: Module, node: cst.Attribute, old: str) -> None:
    row = table().get(old)
    if row is not None and row.action == "diagnose" and row.kind not in {"module", "attribute"}:
        _gone(module, old, node)


def _rewrite_chain(module: Module, node: cst.Attribute, row: Name, *, spelled_out: bool) -> None:
    name = row.new.rpartition(".")[2]
    if row.kind == "module":
        if spelled_out:
            module.plan.replace(node, partial(_chain, tail=row.new.split(".")[1:]))
            module.plan.change(rule_for(row.old), node, f"`{row.old}` is `{row.new}`")
        return
    reference = Reference(node, module.tree.parent(node), row)
    commits = _follow(module, [reference])
    if commits is None:
        return
    for commit in commits:
        commit()
    if spelled_out:
        module.plan.replace(node, partial(_chain, tail=row.new.split(".")[1:]))
    elif name != row.old.rpartition(".")[2]:
        module.plan.replace(node, partial(_attribute, name=name))
    else:
        return
    module.plan.change(rule_for(row.old), node, f"`{row.old}` is `{row.new}`")


def _attribute(node: cst.CSTNode, name: str) -> cst.CSTNode:
    return node.with_changes(attr=cst.Name(name))


def _chain(node: cst.CSTNode, tail: list[str]) -> cst.CSTNode:
    assert isinstance(node, cst.Attribute)
    root: cst.BaseExpression = node
    while isinstance(root, cst.Attribute):
        root = root.value
    made = root
    for part in tail:
        made = cst.Attribute(made, cst.Name(part))
    return made.with_changes(lpar=node.lpar, rpar=node.rpar)
