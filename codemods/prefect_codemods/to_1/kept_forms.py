"""Reports code that wants both releases, which is left as it is."""

from __future__ import annotations

from prefect_codemods.findings import Level, NameMessage
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import Name, known_names
from prefect_codemods.to_1.target_checks import runs_on_target

BOTH = rule(
    "PM290",
    "both-forms",
    Kind.MANUAL,
    since="0.14.0",
    what="Code that keeps the old and the new form side by side is left alone.",
    why="A `try … except ImportError` or a check of the version needs both.",
    before="try:\n    from prefect.storage import Docker\nexcept ImportError:\n"
    "    from prefect.environments.storage import Docker\n",
    advice="remove the old branch once nothing runs on 0.x",
)


def report_kept(module: Module, node: cst.CSTNode, path: str) -> None:
    """Report ``node``, a use or an import of ``path``, as left for the sake of both releases."""
    row = known_names().get(path)
    if module.both_forms.does_without(node) and (row is None or row.removed):
        message = NameMessage(path, "is", "not in Prefect 1.x, where the code continues without it")
        help = "write the form of 1.x here, or remove what depends on it"
        module.plan.report(BOTH, node, message, help=help)
    elif _is_removed(module, row) and runs_on_target(module, node):
        message = NameMessage(path, "is", _LET_IN)
        module.plan.report(BOTH, node, message, level=Level.ERROR, help=_NEW_FORM)
    else:
        message = NameMessage(path, "is", _kept_because(module, node))
        module.plan.report(BOTH, node, message, level=Level.NOTE)


def report_kept_environment(module: Module, node: cst.CSTNode) -> None:
    """Report ``node``, which gives a flow an environment, as left for the sake of both releases."""
    reached = module.options.target_release.reaches(Release(1, 0, 0))
    if reached and runs_on_target(module, node):
        message = "Prefect 1.x has no environments, and the check of the release lets it in"
        module.plan.report(BOTH, node, message, level=Level.ERROR, help=_NEW_FORM)
    else:
        message = f"the environment is {_kept_because(module, node)}"
        module.plan.report(BOTH, node, message, level=Level.NOTE)


def _is_removed(module: Module, row: Name | None) -> bool:
    """Whether the target no longer has a name; one that no table knows went with its module."""
    removed = Release.parse(row.removed or "99") if row is not None else Release(1, 0, 0)
    return module.options.target_release.reaches(removed)


_LET_IN = "not in Prefect 1.x, and the check of the release lets 1.x in"
_NEW_FORM = "write the form of 1.x here, or let the check ask for an older release"


def _kept_because(module: Module, node: cst.CSTNode) -> str:
    if module.both_forms.behind_a_check(node):
        return "kept: a check of Prefect's release decides whether it runs"
    return "kept beside its new form"
