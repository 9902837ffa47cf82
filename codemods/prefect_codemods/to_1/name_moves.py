"""Names that moved, and modules, in imports of every form, by the table of names."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from prefect_codemods.findings import Level, NameMessage
from prefect_codemods.python.annotations import quoted_annotations, with_new_name
from prefect_codemods.python.call_rewrite import Obstacle
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1 import name_chains
from prefect_codemods.to_1.catalogue.names import Name, is_old, known_names, removed_module
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.handed_on import handed_on
from prefect_codemods.to_1.kept_forms import report_kept
from prefect_codemods.to_1.move_rules import Followers, find_followers, moving_row, rule_for
from prefect_codemods.to_1.references import ADAPTERS, Reference, whole_chain
from prefect_codemods.to_1.removed_names import is_removed, note_removed_import

STAR = rule(
    "PM251",
    "star-import",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports star imports of removed modules, and old names from other star imports.",
    why="The module was removed, and what the star bound can't be determined with certainty.",
    before="from prefect.environments import *\n",
    advice="import the names you use",
)


def plan_name_moves(module: Module) -> None:
    """Plan the moves of one module."""
    for statement in module.names.imports:
        if isinstance(statement, cst.ImportFrom):
            _move_from_import(module, statement)
        else:
            _import(module, statement)
    name_chains.migrate_chains(module)


def _move_from_import(module: Module, statement: cst.ImportFrom) -> None:
    source = import_target(statement)
    if source.split(".")[0] != "prefect":
        return
    if isinstance(statement.names, cst.ImportStar):
        _star(module, statement, source)
        return
    paths = [f"{source}.{dotted_name(alias.name)}" for alias in statement.names]
    if module.compatible(statement):
        for path in [p for p in paths if is_old(p)][:1]:
            report_kept(module, statement, path)
        return
    rows = _rows_of_statement(source, [moving_row(module, path) for path in paths])
    for alias, path, row in zip(statement.names, paths, rows, strict=True):
        if row is None:
            note_removed_import(module, alias, path)
        elif module.plan.allows(rule_for(path), alias):
            _move(module, alias, row)


def _rows_of_statement(source: str, rows: list[Name | None]) -> list[Name | None]:
    """The rows of one statement, all with the new module's own submodule if one needs it."""
    target = known_names().get(source)
    if (
        target is None
        or target.kind != "module"
        or not any(_stands_in(target, row) for row in rows)
    ):
        return rows
    return [
        replace(row, new=f"{target.new}.{_last(row.new)}")
        if row is not None and _last(row.old) == _last(row.new)
        else row
        for row in rows
    ]


def _stands_in(target: Name, row: Name | None) -> bool:
    return row is not None and bool(target.new) and row.new == f"{target.new}.{_last(row.old)}"


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _references(module: Module, alias: cst.ImportAlias, row: Name) -> list[Reference]:
    return [
        Reference(use, module.tree.parent(use), row)
        for binding in module.names.bound_by(alias)
        for use in module.names.uses_of(binding)
    ]


def _move(module: Module, alias: cst.ImportAlias, row: Name) -> None:
    if row.kind == "module" and not _all_follow(module, alias, row):
        note_removed_import(module, alias, row.old)
        return
    references = _references(module, alias, row)
    if row.kind == "module" and not references and _may_go(module, alias, row):
        module.imports.drop(alias)
        message = NameMessage.unused(row.old)
        module.plan.change(rule_for(row.old), alias, message)
        return
    followers = find_followers(module, references)
    if followers is None:
        return
    if followers.staying:
        _move_some(module, alias, row, followers)
        return
    target, _, name = row.new.rpartition(".")
    old_name = _last(row.old)
    local = old_name
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        local = alias.asname.name.value
    elif (
        name not in {old_name, "prefect"}
        and not handed_on(module, alias)
        and (not module.names.taken(name, alias) or _is_same_import(module, name, row.new, alias))
    ):
        local = name
        for reference in references:
            module.plan.replace(reference.node, name)
        if module.names.scope(alias).kind == "module":
            for string in quoted_annotations(module.tree, module.names, old_name):
                module.plan.rewrite_string(string, partial(with_new_name, old=old_name, new=name))
    module.imports.move(alias, target, name, local)
    if not references:
        _tell_importers(module, alias, row)
    followers.commit(module)
    module.plan.change(rule_for(row.old), alias, NameMessage.moved(row.old, row.new))


def _tell_importers(module: Module, alias: cst.ImportAlias, row: Name) -> None:
    """Report that another file takes a class from here whose arguments changed.

    What it does with the class is not seen there: it may never name the library.
    """
    name = _last(row.old)
    changed = len(class_signatures(name)) > 1 or row.old.startswith(
        "prefect.engine.result_handlers."
    )
    bindings = module.names.bound_by(alias)
    if not changed or module.tree.pieces or bindings[0].scope.kind != "module":
        return
    if why := module.options.imported_by(bindings[0].name):
        message = f"{why}: how it calls `{name}` is not migrated"
        help = f"let it import `{name}` from `{row.old.rpartition('.')[0]}` and run again"
        rule_ = rule_for(row.old)
        module.plan.report(rule_, alias, message, level=Level.MANUAL, help=help)


def _may_go(module: Module, alias: cst.ImportAlias, row: Name) -> bool:
    """Whether an unused module is better taken out than imported under its new name.

    A page's block that held nothing else would be empty without it.
    """
    renamed_too = _last(row.old) != _last(row.new)
    return renamed_too and not module.tree.pieces and not handed_on(module, alias)


def _move_some(module: Module, alias: cst.ImportAlias, row: Name, followers: Followers) -> None:
    """Let some uses of a name follow, while others keep the old import."""
    target, _, name = row.new.rpartition(".")
    for reference, _ in followers.moving:
        local = module.imports.need(target, name, reference.node, reference.node)
        module.plan.replace(reference.node, local)
        module.imports.consume(reference.node)
    followers.commit(module)
    if followers.moving:
        module.plan.change(rule_for(row.old), alias, NameMessage.moved(row.old, row.new))


def _is_same_import(module: Module, name: str, path: str, at: cst.CSTNode) -> bool:
    """Whether ``name`` is taken by that very import, as it is now or will be."""
    scope = module.names.module_scope(at)
    bindings = [
        b for b in module.names.bound_anywhere(name) if module.names.module_of(b.scope) is scope
    ]
    return bool(bindings) and all(_becomes(module, b.target, path) for b in bindings)


def _becomes(module: Module, target: str, path: str) -> bool:
    """Whether an import of ``target`` is one of ``path``, now or after the moves."""
    row = moving_row(module, target)
    return (row.new if row is not None else target) == path


def _star(module: Module, statement: cst.ImportFrom, source: str) -> None:
    row = moving_row(module, source)
    if module.compatible(statement):
        return
    if row is None:
        if is_removed(module, source):
            module.plan.report(STAR, statement, f"`{source}` was removed", level=Level.ERROR)
        else:
            _names_by_star(module, source)
        return
    if not module.plan.allows(rule_for(source), statement):
        return
    if source not in {"prefect.environments.storage", "prefect.engine.executors"}:
        message = f"`{source}` was removed, and its names changed"
        module.plan.report(STAR, statement, message, level=Level.ERROR)
        return
    followers = find_followers(module, _uses_by_star(module, source))
    if followers is None or followers.staying:
        return  # the old import fails loudly, and what holds it back is reported
    followers.commit(module)
    module.imports.move_star(statement, row.new)
    _names_by_star(module, source)
    module.plan.change(rule_for(source), statement, NameMessage.moved(source, row.new))


def _uses_by_star(module: Module, source: str) -> list[Reference]:
    """The uses of names that the star import of ``source`` brings, and that keep their names."""
    found = []
    for use in module.names.uses:
        path = f"{source}.{use.value}"
        row = known_names().get(path)
        if row is None or _last(row.new) != use.value or module.names.qualified(use) != path:
            continue
        if moving_row(module, path) is not None:
            found.append(Reference(use, module.tree.parent(use), row))
    return found


def _names_by_star(module: Module, source: str) -> None:
    """Report the old names that the star import of a module which stays brings along."""
    reported: set[str] = set()
    for use in module.names.uses:
        path = f"{source}.{use.value}"
        if path in reported or not is_old(path) or module.names.qualified(use) != path:
            continue
        row = moving_row(module, path)
        kept = (
            row is not None
            and known_names().get(source) is not None
            and (_last(row.new) == use.value)
        )
        if kept or (row is None and not is_removed(module, path)):
            continue  # the star of the module's new place brings it
        reported.add(path)
        where = f"moved to `{row.new}`" if row is not None else "was removed"
        help = f"import `{row.new}` by its name" if row is not None else ""
        module.plan.report(STAR, use, f"`{path}` {where}", level=Level.ERROR, help=help)


def _import(module: Module, statement: cst.Import) -> None:
    for alias in statement.names:
        old = dotted_name(alias.name)
        if not old.startswith("prefect."):
            continue
        if module.compatible(statement):
            if is_old(old):
                report_kept(module, statement, old)
            continue
        row = moving_row(module, old)
        spelled_out = alias.asname is None  # chains from `prefect` itself are rewritten whole
        if (
            row is None
            or row.kind != "module"
            or (not spelled_out and not _all_follow(module, alias, row))
        ):
            note_removed_import(module, alias, old)
        elif module.plan.allows(rule_for(old), alias):
            module.imports.rename_module(alias, row.new)
            module.plan.change(rule_for(old), alias, NameMessage.moved(old, row.new))


def _all_follow(module: Module, alias: cst.ImportAlias, row: Name) -> bool:
    """Whether every name that is read from the module ``alias`` stands in its new place."""
    for binding in module.names.bound_by(alias):
        for use in module.names.uses_of(binding):
            path = _read_from(module, use, row)
            if path and not _lands_in(module, path, row):
                return False
            if any(
                _is_held_back(module, node, parent) for node, parent in whole_chain(module, use)
            ):
                return False
    return True


def _is_held_back(
    module: Module, node: cst.Name | cst.Attribute, parent: cst.CSTNode | None
) -> bool:
    """Whether something stands in the way of moving the name that a chain ends with."""
    found = moving_row(module, module.names.qualified(node))
    adapter = ADAPTERS.get(_last(found.old)) if found is not None else None
    return (
        found is not None
        and adapter is not None
        and isinstance(adapter(module, Reference(node, parent, found)), Obstacle)
    )


def _read_from(module: Module, use: cst.Name, row: Name) -> str:
    """The longest known path that the chain of ``use`` reads below the module of ``row``."""
    chains = [module.names.qualified(node) for node, _ in whole_chain(module, use)]
    below = [path for path in chains if path.startswith(f"{row.old}.")]
    known = [path for path in below if path in known_names()]
    return known[-1] if known else (below[0] if below else "")


def _lands_in(module: Module, path: str, row: Name) -> bool:
    found = moving_row(module, path)
    if found is not None:
        return found.new.startswith(f"{row.new}.")
    return path not in known_names() and removed_module(path) is None


CODEMOD = Codemod(plan_name_moves, text=r"\bgetattr\(\s*\w+(?:\.\w+)*\s*,\s*[\"']\w+[\"']")
