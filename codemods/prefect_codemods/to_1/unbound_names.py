"""Old classes that the code of a page uses without ever importing them.

Their name alone tells what they are. What takes their place would need an import that the page
leaves to its reader, so they are reported and not rewritten.
"""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.to_1.catalogue.names import known_names
from prefect_codemods.to_1.environments.site_rules import ENTANGLED
from prefect_codemods.to_1.handler_places import CUSTOM
from prefect_codemods.to_1.release_signs import ENVIRONMENTS

_HANDLERS = "prefect.engine.result_handlers."


def plan_unbound_names(module: Module) -> None:
    """Report every use of an old class that nothing on the page binds."""
    if not module.tree.pieces:
        return
    reported = {d.line for d in module.plan.diagnostics if d.level is not Level.NOTE}
    for name in sorted(ENVIRONMENTS):
        for use in module.unbound(name):
            call = module.tree.parent(use)
            if isinstance(call, cst.Call):
                module.plan.retire(call)  # the paths in its strings stay as old as it is
            message = f"`{name}` was removed in Prefect 1.0.0 (nothing here imports it)"
            if module.tree.position(use)[0] not in reported:
                module.plan.report(ENTANGLED, use, message)
    for path, row in known_names().items():
        old, new = path.rpartition(".")[2], row.new
        if path.startswith(_HANDLERS) and path.count(".") == _HANDLERS.count(".") and new:
            for use in module.unbound(old):
                message = f"`{old}` was removed in Prefect 0.14.0 (nothing here imports it)"
                module.plan.report(CUSTOM, use, message, help=f"write `{new}`, as `result`")


def makes_unbound_environment(module: Module, value: cst.BaseExpression) -> bool:
    """Whether ``value`` calls an old class of environments that nothing on the page binds."""
    if not module.tree.pieces or not isinstance(value, cst.Call):
        return False
    name = value.func
    return (
        isinstance(name, cst.Name)
        and name.value in ENVIRONMENTS
        and any(name is use for use in module.unbound(name.value))
    )


CODEMOD = Codemod(
    plan_unbound_names, after=("attributes", "executors", "flow", "results", "storage", "tasks")
)
