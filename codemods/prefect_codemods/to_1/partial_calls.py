"""Arguments that wait in a ``functools.partial`` of a class whose parameters changed."""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.arguments import keyword_of
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.signatures import class_signatures

PARTIAL = rule(
    "PM265",
    "partial-arguments",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports `functools.partial` of a storage or an executor with arguments that changed.",
    why="What such a call is given is complete only where it is called, so it is not rewritten.",
    before="from functools import partial\n\nfrom prefect.executors import DaskExecutor\n\n"
    "Threads = partial(DaskExecutor, local_processes=False)\n",
    advice="write the arguments that the class takes on 1.x",
)

_MODULES = (
    *("prefect.storage.", "prefect.environments.storage."),
    *("prefect.executors.", "prefect.engine.executors."),
    *("prefect.tasks.prefect.StartFlowRun", "prefect.tasks.prefect.FlowRunTask"),
    *("prefect.tasks.prefect.flow_run.StartFlowRun", "prefect.tasks.prefect.flow_run.FlowRunTask"),
)


def plan_partial_calls(module: Module) -> None:
    """Report the partial calls of one module whose arguments changed."""
    for call in module.names.calls:
        if module.names.qualified(call.func) == "functools.partial" and call.args:
            _judge_partial_call(module, call)


def _judge_partial_call(module: Module, call: cst.Call) -> None:
    path = module.names.qualified(call.args[0].value)
    name = path.rpartition(".")[2].replace("FlowRunTask", "StartFlowRun")
    history = class_signatures(name) if path.startswith(_MODULES) else ()
    if not history or module.compatible(call):
        return
    now = history[-1].parameters
    old = {parameter for s in history for parameter in s.parameters} - {*now}
    given = call.args[1:]
    for arg in given:
        word = keyword_of(arg)
        if word in old or (word and word not in now and name == "DaskExecutor"):
            module.plan.report(PARTIAL, arg, f"`{name}` takes no `{word}`", level=Level.ERROR)
    positional = sum(not keyword_of(arg) and not arg.star for arg in given)
    for index in range(positional):
        if any(s.parameters[index : index + 1] != now[index : index + 1] for s in history):
            message = f"argument {index + 1} of `{name}` had another meaning in other releases"
            module.plan.report(PARTIAL, given[index], message, help="pass it by keyword")
            return


CODEMOD = Codemod(plan_partial_calls, words=("partial",), text=r"\bpartial\(\s*(?:\w+\.)*[A-Z]\w")
