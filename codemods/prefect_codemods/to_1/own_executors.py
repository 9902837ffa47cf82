"""Executors of one's own: the methods that the engine calls, and with what."""

from __future__ import annotations

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule

METHODS = rule(
    "PM222",
    "executor-methods",
    Kind.MANUAL,
    since="0.12.0",
    what="Reports methods of executors of your own that 1.x calls in another way, or not at all.",
    why="`submit` is given `extra_context` since 0.12.0, which would go to the task with the other "
    "keywords; `map` and `queue` are no longer called, and `wait` gets no timeout.",
    before="from prefect.executors import Executor\n\n\nclass Pool(Executor):\n"
    "    def submit(self, fn, *args, **kwargs):\n        return fn(*args, **kwargs)\n",
    advice="write `def submit(self, fn, *args, extra_context=None, **kwargs)`",
)

_MODULES = ("prefect.executors.", "prefect.engine.executors.")
_UNCALLED = {
    "map": "`map` is no longer called: each mapped task goes through `submit`",
    "queue": "`queue` is no longer called",
}


def plan_own_executors(module: Module) -> None:
    """Report methods of executors of one's own that the engine of 1.x doesn't call as before."""
    since = module.options.since
    if since is not None and since >= Release(0, 12, 0):
        return  # they have worked with the present engine
    for owner in module.names.classes:
        if not isinstance(owner.body, cst.IndentedBlock):
            continue
        bases = [module.names.qualified(base.value) for base in owner.bases]
        if not any(path.startswith(_MODULES) for path in bases) or module.compatible(owner):
            continue
        for node in owner.body.body:
            if isinstance(node, cst.FunctionDef):
                _method(module, node)


def _method(module: Module, method: cst.FunctionDef) -> None:
    name, params = method.name.value, method.params
    named = {p.name.value for p in (*params.params, *params.kwonly_params)}
    if name == "submit" and "extra_context" not in named and not _goes_to_base(module, method):
        what = "hands it to the task" if params.star_kwarg is not None else "takes no such keyword"
        message = f"1.x gives `submit` an `extra_context` too: this one {what}"
        module.plan.report(METHODS, method.name, message)
    elif name == "wait" and any(p.default is None for p in params.params[2:]):
        help = "write `def wait(self, futures)`"
        module.plan.report(METHODS, method.name, "1.x gives `wait` the futures only", help=help)
    elif name in _UNCALLED:
        help = "move what it does to `submit`" if name == "map" else "remove it"
        module.plan.report(METHODS, method.name, _UNCALLED[name], help=help)


def _goes_to_base(module: Module, method: cst.FunctionDef) -> bool:
    """Whether a method hands its keywords on to the same method of its base class."""
    for call in walk_nodes(method.body):
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            continue
        base = call.func.value
        of_super = isinstance(base, cst.Call) and dotted_name(base.func) == "super"
        of_super = of_super or module.names.qualified(base).startswith(_MODULES)
        if of_super and call.func.attr.value == method.name.value:
            return any(arg.star == "**" for arg in call.args)
    return False


CODEMOD = Codemod(plan_own_executors, words=("extra_context", "submit", "wait", "map", "queue"))
