"""Checks of Prefect's release that stop the program: an ``assert``, or an ``if`` that raises."""

from __future__ import annotations

from collections.abc import Iterator

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.target_checks import true_on_target

STOPS = rule(
    "PM291",
    "release-check",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports checks of Prefect's release that stop the program on the new one.",
    why="The migrated code needs the new release, and such a check refuses to run on it.",
    before='import prefect\n\nassert prefect.__version__.startswith("0.13")\n',
    advice="let it accept the new release",
)

_WORDS = ("version", "hasattr", "find_spec")


def plan_release_checks(module: Module) -> None:
    """Report the checks of one module that stop the target, or may."""
    if not any(word in module.tree.lowered for word in _WORDS):
        return
    for node, test, wanted in _checks(module):
        if not module.both_forms.tells_release(test):
            continue
        found = true_on_target(module, test)
        if found is wanted:
            continue
        if found is None:
            message = "this check of Prefect's release may stop the program after the migration"
            module.plan.report(STOPS, node, message)
        else:
            message = f"this check stops the program on Prefect {module.options.target_release}"
            module.plan.report(STOPS, node, message, level=Level.ERROR)


def _checks(module: Module) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression, bool]]:
    """Each check, its test, and what the test must be for the program to go on."""
    for node in walk_nodes(module.tree.module):
        if isinstance(node, cst.Assert):
            yield node, node.test, True
        elif isinstance(node, cst.If) and module.names.ends_program(node.body):
            yield node, node.test, False


CODEMOD = Codemod(plan_release_checks, text=r"__version__|\bversion\(\s*[\"']prefect[\"']")
