"""Attribute chains of moved names: ``prefect.environments.storage.S3``, ``engine.executors.X``.

A chain is rewritten whole or not at all: its root stays where the new path stands below what the
root is bound to afterwards; elsewhere the new module is imported.
"""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.to_1.catalogue.names import Name, is_old
from prefect_codemods.to_1.handed_on import drop_root
from prefect_codemods.to_1.kept_forms import report_kept
from prefect_codemods.to_1.move_rules import find_followers, moving_row, rule_for
from prefect_codemods.to_1.references import Reference
from prefect_codemods.to_1.removed_names import (
    REMOVED,
    chain_is_removed,
    is_removed,
    report_removed,
)


def migrate_chains(module: Module) -> None:
    """Plan the chains of one module."""
    done: set[int] = set()
    for node in module.names.attributes:
        if id(node) in done:
            continue
        path = module.names.qualified(node)
        if not path:
            _unclear(module, node, done)
        elif path.startswith("prefect."):
            _chain(module, node, path, done)
    for call in module.names.calls:
        if isinstance(call.func, cst.Name) and call.func.value == "getattr":
            _named_by_string(module, call)


def _chain(module: Module, node: cst.Attribute, path: str, done: set[int]) -> None:
    row = moving_row(module, path)
    if row is None or row.kind == "attribute":
        if chain_is_removed(module, path) and not _reaches_environment(module, node):
            _mark(node, done)
            report_removed(module, node, path)
        return
    _mark(node, done)
    if not module.plan.allows(rule_for(path), node):
        return
    if module.compatible(node):
        report_kept(module, node, path)
        return
    followers = find_followers(module, [Reference(node, module.tree.parent(node), row)])
    if followers is None or followers.staying:
        return
    followers.commit(module)
    if _rewrite(module, node, row):
        module.plan.change(rule_for(path), node, f"`{path}` moved to `{row.new}`")


def _named_by_string(module: Module, call: cst.Call) -> None:
    """Report ``getattr(package, "old_name")``, unless the name moves with the package."""
    if len(call.args) < 2 or any(arg.keyword or arg.star for arg in call.args):
        return
    parent, name = module.names.qualified(call.args[0].value), string_value(call.args[1].value)
    path = f"{parent}.{name}"
    if not name or parent.partition(".")[0] != "prefect" or module.compatible(call):
        return
    row, package = moving_row(module, path), moving_row(module, parent)
    if row is None or row.kind == "attribute":
        if is_removed(module, path) and not is_removed(module, parent):
            report_removed(module, call, path)
    elif package is None or row.new != f"{package.new}.{name}":
        message = f"`{path}` moved to `{row.new}`"
        module.plan.report(REMOVED, call, message, level=Level.ERROR, help=f"write `{row.new}`")


def _mark(node: cst.BaseExpression, done: set[int]) -> None:
    """Note the parts of a chain, which are no chains of their own."""
    while isinstance(node, cst.Attribute):
        done.add(id(node))
        node = node.value


def _reaches_environment(module: Module, node: cst.Attribute) -> bool:
    """Whether a longer chain that starts with ``node`` names an environment class."""
    parent = module.tree.parent(node)
    return (
        isinstance(parent, cst.Attribute)
        and parent.value is node
        and bool(module.names.qualified(parent))
        and not chain_is_removed(module, module.names.qualified(parent))
    )


def _unclear(module: Module, node: cst.Attribute, done: set[int]) -> None:
    """Report a chain that may stand for an old name, where its root is bound in several ways."""
    old = sorted(p for p in module.names.candidates(node) if p.startswith("prefect.") and is_old(p))
    if old and not module.compatible(node):
        _mark(node, done)
        message = f"this may be `{old[0]}`, which Prefect 1.x does not have"
        help = "import it in one way only, then run the tool again"
        module.plan.report(REMOVED, node, message, level=Level.MANUAL, help=help)


def _rewrite(module: Module, node: cst.Attribute, row: Name) -> bool:
    """Plan the new chain; whether it differs from the old one."""
    root: cst.BaseExpression = node
    parts: list[str] = []
    while isinstance(root, cst.Attribute):
        parts.insert(0, root.attr.value)
        root = root.value
    parent = module.imports.path_after(root)
    if row.new.startswith(f"{parent}."):
        tail = row.new[len(parent) + 1 :].split(".")
        if tail == parts:
            return False
        module.plan.replace(node, root, "".join(f".{part}" for part in tail))
        module.imports.respell(root)
        return True
    written = _imported(module, node, row, len(parts))
    module.imports.consume(node)
    drop_root(module, root)
    module.plan.replace(node, written)
    return True


def _imported(module: Module, node: cst.Attribute, row: Name, length: int) -> str:
    """How the new name is written once its module, or the name itself, is imported."""
    parent, _, name = row.new.rpartition(".")
    above, _, last = parent.rpartition(".")
    if row.kind != "module" and length > 1 and above:
        return f"{module.imports.need(above, last, node, node)}.{name}"
    return module.imports.need(parent, name, node, node)
