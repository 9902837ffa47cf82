"""Triggers of one's own that loop over states: since 0.11.0 they get a dictionary by edges."""

from __future__ import annotations

from collections.abc import Iterator

from prefect_codemods.findings import Level
from prefect_codemods.python.arguments import keyword_of
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.rule import Kind, rule

LOOPS = rule(
    "PM266",
    "trigger-loops-over-edges",
    Kind.MANUAL,
    since="0.11.0",
    what="Reports triggers of one's own that loop over what they get as if it were states.",
    why="Up to 0.10.7 it was a set of states. It is a dictionary from edges to states now, and a "
    "loop iterates over the edges.",
    before="from prefect import task\n\n\ndef all_well(states):\n"
    "    return all(s.is_successful() for s in states)\n\n\n@task(trigger=all_well)\n"
    "def load():\n    pass\n",
    advice="loop over its `.values()`",
    source="Prefect 0.11.0, changelog",
)


def plan_triggers(module: Module) -> None:
    """Report the loops in the triggers of one module."""
    for call in module.names.calls:
        for arg in call.args:
            if keyword_of(arg) == "trigger" and not module.compatible(call):
                for loop in _loops_over_states(module, arg.value):
                    message = (
                        "a trigger gets a dictionary: this loop iterates over its keys, the edges"
                    )
                    module.plan.report(LOOPS, loop.iter, message, level=Level.ERROR)


def _loops_over_states(
    module: Module, trigger: cst.BaseExpression
) -> Iterator[cst.For | cst.CompFor]:
    """The loops over a trigger's first parameter that ask its items what states are asked."""
    bindings = module.names.of(trigger) if isinstance(trigger, cst.Name) else []
    function = bindings[0].node if len(bindings) == 1 else trigger
    if not isinstance(function, (cst.FunctionDef, cst.Lambda)) or not function.params.params:
        return
    states = function.params.params[0].name.value
    asked = {
        part.value.value
        for part in walk_nodes(function)
        if isinstance(part, cst.Attribute)
        and isinstance(part.value, cst.Name)
        and (part.attr.value.startswith("is_") or part.attr.value in ("result", "message"))
    }
    for part in walk_nodes(function):
        if isinstance(part, (cst.For, cst.CompFor)):
            over = part.iter.value if isinstance(part.iter, cst.Name) else ""
            if over == states and isinstance(part.target, cst.Name) and part.target.value in asked:
                yield part


CODEMOD = Codemod(
    plan_triggers, words=("trigger",), text=r"\btrigger\s*=\s*(?!triggers\.|prefect\.)\w"
)
