"""Names that 1.x no longer has: reported, however the code reaches them."""

from __future__ import annotations

from difflib import get_close_matches

from prefect_codemods.findings import Level, NameMessage
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import (
    SCHEDULES,
    Name,
    environment_class,
    known_names,
    known_part,
    removed_module,
)
from prefect_codemods.to_1.handed_on import handed_on

REMOVED = rule(
    "PM250",
    "name-removed",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports names that 1.x no longer has, and nothing takes their place as it is.",
    why="The import fails, or the attribute is missing.",
    before="from prefect.agent.kubernetes import ResourceManager\n\nmanager = ResourceManager()\n",
    advice="remove what uses it",
)
UNUSED = rule(
    "PM152",
    "unused-old-module",
    Kind.SAFE,
    since="1.0.0",
    what="Removes the import of an old module whose uses all became something else.",
    why="The module was removed, so that the import fails.",
    before="from prefect import Flow\nfrom prefect.environments import execution\n\n"
    'flow = Flow("f", environment=execution.LocalEnvironment())\n',
    after='from prefect import Flow\n\nflow = Flow("f")\n',
    source="Prefect 1.0.0, changelog",
)

_ADVICE = {
    "prefect.environments": "set `flow.executor` and `flow.run_config` instead",
    "prefect.environments.storage": "use the classes of `prefect.storage`",
    "prefect.engine.executors": "use the classes of `prefect.executors`",
    "prefect.engine.result_handlers": "use the results of `prefect.engine.results`",
    "prefect.utilities.exceptions": "use the exceptions of `prefect.exceptions`",
    "prefect.contrib": "`prefect.tasks` has what was kept of it",
}


_OWN_RESULT = (
    "write a subclass of `prefect.engine.result.Result` with `read(location)`, "
    "`write(value_, **kwargs)` and `exists(location, **kwargs)`"
)


def is_removed(module: Module, path: str) -> bool:
    """Whether the target release has nothing under ``path``, known to the table or not."""
    row = known_names().get(path)
    if row is not None and (row.kind == "attribute" or not _is_without(module, row)):
        return False
    if row is not None and row.kind != "module":
        return not row.new or row.action == "diagnose"
    found = removed_module(path)
    return found is not None and _is_without(module, found)


def _is_without(module: Module, row: Name) -> bool:
    """Whether the target release is without what ``row`` names."""
    if not row.removed:
        return row.old == "prefect.engine.executors" and row.available(
            module.options.target_release
        )
    return module.options.target_release.reaches(Release.parse(row.removed))


def note_removed_import(module: Module, alias: cst.ImportAlias, path: str) -> None:
    """Note an import that fails on 1.x; it is reported unless its uses all go."""
    spelled_out = path.startswith("prefect.environments") and isinstance(
        module.tree.parent(alias), cst.Import
    )
    if environment_class(path) or path == "prefect.environments":
        return  # see environments.unresolved_environments
    if spelled_out and alias.asname is None:
        return
    if path.rpartition(".")[2] in SCHEDULES:
        return  # see tasks
    if is_removed(module, path) and not module.compatible(alias):
        module.removed_imports.append((alias, path))


def report_removed(module: Module, node: cst.CSTNode, path: str) -> None:
    """Report a use of ``path``, which 1.x no longer has."""
    if not module.compatible(node):
        message, help = _describe(path)
        module.plan.report(REMOVED, node, message, level=Level.ERROR, help=help)


def plan_removed_names(module: Module) -> None:
    """Report the imports that are left, and take out those whose uses all went."""
    for alias, path in module.removed_imports:
        uses = [u for b in module.names.bound_by(alias) for u in module.names.uses_of(b)]
        if uses and module.imports.unused(alias) and not handed_on(module, alias):
            if module.plan.allows(UNUSED, alias):
                module.imports.drop(alias)
                module.plan.change(UNUSED, alias, NameMessage.unused(path))
        else:
            report_removed(module, alias, path)


def _describe(path: str) -> tuple[str | NameMessage, str]:
    """What happened to ``path``, and what to do."""
    row = known_names().get(path)
    found = removed_module(path)
    advice = _ADVICE.get(found.old, "") if found is not None else ""
    if path.endswith(".ResultHandler"):
        advice = _OWN_RESULT
    if row is not None and row.removed and row.kind != "module":
        why = f": {row.note}" if row.note and row.action != "ignore" else ""
        return NameMessage(path, "was", f"removed in Prefect {row.removed}{why}"), advice
    assert found is not None
    when = f"in Prefect {found.removed}"
    if path == found.old and not found.removed:
        return f"`{path}` moved to `{found.new}`, which lacks a name that is used here", advice
    if path == found.old:
        return NameMessage(path, "was", f"removed {when}"), advice
    if found.removed:
        removed = f"removed with `{found.old}` {when}"
        return NameMessage(path, "was", removed), _nearest(path) or advice
    return NameMessage(path, "is", f"not in `{found.new}`"), _nearest(path) or advice


def _nearest(path: str) -> str:
    """What a misspelt name may have meant."""
    parent, _, name = path.rpartition(".")
    rows = {
        row.old.rpartition(".")[2]: row
        for row in known_names().values()
        if row.old.rpartition(".")[0] == parent and row.new and row.kind != "module"
    }
    close = get_close_matches(name, rows, n=1, cutoff=0.85)
    return f"`{rows[close[0]].new}` has nearly the same name" if close else ""


def chain_is_removed(module: Module, path: str) -> bool:
    """Whether an attribute chain that stands for ``path`` fails on 1.x."""
    known = known_part(path)
    if known is not None and known.old != path:
        return False  # an attribute of something that has a row of its own
    if path.rpartition(".")[2] in SCHEDULES and path.startswith("prefect.schedules."):
        return False  # see tasks
    return is_removed(module, path) and not environment_class(path)


CODEMOD = Codemod(
    plan_removed_names, after=("name_moves", "schedules", "tasks", "storage", "sites")
)
