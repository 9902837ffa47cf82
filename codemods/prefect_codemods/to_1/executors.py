"""Executors: their old arguments, and SynchronousExecutor."""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import bind_arguments, by_keyword, keyword_of
from prefect_codemods.python.call_rewrite import (
    CallTable,
    Commit,
    Obstacle,
    called_class,
    refused_argument,
)
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import new_argument, string_literal
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.starred_keywords import starred_keywords
from prefect_codemods.python.super_calls import possible_classes
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1 import dask_arguments
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.references import Reference, adapts

SYNCHRONOUS = rule(
    "PM121",
    "synchronous-executor",
    Kind.SAFE,
    since="0.12.1",
    what="Replaces `SynchronousExecutor()` with `LocalDaskExecutor` with its synchronous scheduler.",
    why="The class was removed in Prefect 0.12.1.",
    before="from prefect.engine.executors import SynchronousExecutor\n\n"
    "executor = SynchronousExecutor()\n",
    after="from prefect.executors import LocalDaskExecutor\n\n"
    'executor = LocalDaskExecutor(scheduler="synchronous")\n',
    source="Prefect 0.12.1, changelog",
)
DASK = rule(
    "PM122",
    "dask-executor-arguments",
    Kind.SAFE,
    since="0.14.0",
    what="Sorts old keywords of `DaskExecutor` into `cluster_kwargs` and `client_kwargs`.",
    why="Until 0.13.19 unknown keywords were passed on to dask; from 0.14.0 on they are a "
    'TypeError, and `address="local"` is taken as an address.',
    before="from prefect.executors import DaskExecutor\n\n"
    "executor = DaskExecutor(local_processes=True, n_workers=4)\n",
    after="from prefect.executors import DaskExecutor\n\n"
    'executor = DaskExecutor(cluster_kwargs={"processes": True, "n_workers": 4})\n',
    source="Prefect 0.13.19 and 0.14.0, prefect/executors/dask.py",
)
UNCERTAIN = rule(
    "PM220",
    "dask-executor-uncertain",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports arguments of an executor whose meaning can't be determined with certainty.",
    why="Whether an old keyword configured the client or the cluster depends on other arguments.",
    before="from prefect.executors import DaskExecutor\n\n"
    "executor = DaskExecutor(address=where, n_workers=4)\n",
    advice="put each keyword into `client_kwargs` or `cluster_kwargs`",
)
NO_EFFECT = rule(
    "PM221",
    "executor-argument-without-effect",
    Kind.MANUAL,
    since="0.10.7",
    what="Notes arguments of `LocalDaskExecutor` that have no effect, or whose default moved.",
    why="Only `num_workers` sizes the pool; the default scheduler was `synchronous` up to 0.10.6.",
    before="from prefect.executors import LocalDaskExecutor\n\n"
    "executor = LocalDaskExecutor(nthreads=4)\n",
    advice="write `num_workers=…`",
)

_DASK = {"prefect.engine.executors.DaskExecutor", "prefect.engine.executors.dask.DaskExecutor"}
_DASK_NOW = {"prefect.executors.DaskExecutor", "prefect.executors.dask.DaskExecutor"}
_LOCAL_DASK = {
    "prefect.engine.executors.LocalDaskExecutor",
    "prefect.engine.executors.dask.LocalDaskExecutor",
    "prefect.executors.LocalDaskExecutor",
}


@adapts("SynchronousExecutor")
def adapt_synchronous_executor(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """``SynchronousExecutor()`` gets its scheduler; a bare class can't."""
    call = reference.call
    if call is None or call.args:
        return Obstacle(
            SYNCHRONOUS,
            "`SynchronousExecutor` became an argument of LocalDaskExecutor",
            'write `LocalDaskExecutor(scheduler="synchronous")`',
        )
    if not module.plan.allows(SYNCHRONOUS, call):
        return Obstacle(SYNCHRONOUS, "left as is (suppressed)")

    def commit() -> None:
        module.plan.elements(call).append(new_argument("scheduler", string_literal("synchronous")))
        module.plan.change(SYNCHRONOUS, call, "`SynchronousExecutor` is a LocalDaskExecutor")

    return commit


def plan_executors(module: Module) -> None:
    """Plan the executors' arguments of one module."""
    for call in module.names.calls:
        if module.names.qualified(call.func) in _LOCAL_DASK:
            _local_dask(module, call)
        path, before = called_class(module, call)
        if (
            path not in _DASK | _DASK_NOW
            and _DASK & set(possible_classes(module, call))
            and not module.compatible(call)
        ):
            _dask_by_class(module, call)
        if path not in _DASK | _DASK_NOW or module.compatible(call):
            continue
        if not before:
            _dask(module, call)
        elif isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__":
            _dask_by_class(module, call)


def _dask_by_class(module: Module, call: cst.Call) -> None:
    """Report old arguments behind ``self``, as old subclasses have them: no signature counts it."""
    old = [n for arg in call.args if (n := keyword_of(arg)) and n not in dask_arguments.CURRENT]
    positional = sum(not keyword_of(arg) and not arg.star for arg in call.args)
    if old or positional > 2 or any(map(_says_local, call.args)):
        message = "the arguments of this call changed"
        help = "write `super().__init__(…)` and run again, or the keywords of 1.x"
        module.plan.report(UNCERTAIN, call, message, help=help)


def _threads(module: Module, call: cst.Call) -> None:
    """Tell that a cluster of its own ran threads, where the release is known."""
    since = module.options.since
    named = by_keyword(call).keys()
    if since is None or since >= Release(0, 11, 5):
        return
    if len(named) < len(call.args) or named & {"address", "local_processes", "cluster_kwargs"}:
        return
    message = (
        "without an address it ran threads up to 0.11.4, it runs processes now; "
        '`cluster_kwargs={"processes": False}` keeps threads'
    )
    module.plan.report(DASK, call, message, level=Level.NOTE)


def _dask(module: Module, call: cst.Call) -> None:
    _threads(module, call)
    if not call.args or not module.plan.allows(DASK, call):
        return
    if any(arg.star for arg in call.args):
        _dask_with_stars(module, call)
        return
    bound = bind_arguments(
        call, class_signatures("DaskExecutor", module.options.since), _meant_parameters
    )
    if bound.problem:
        module.plan.report(UNCERTAIN, call, bound.problem)
        return
    made = dask_arguments.translate_dask_arguments({k: a.value for k, a in bound.arguments.items()})
    if made.problem:
        module.plan.report(UNCERTAIN, call, made.problem)
        return
    for message in made.dropped.values():
        module.plan.report(DASK, call, message, level=Level.NOTE)
    if not made.changed:
        return
    made.plan(module, call, bound, "address")
    module.plan.change(DASK, call, "old keywords are sorted into the new ones")


def _dask_with_stars(module: Module, call: cst.Call) -> None:
    """Report a call part of which stands elsewhere, where that part may be an old one."""
    if by_keyword(call).keys() - dask_arguments.CURRENT:
        module.plan.report(UNCERTAIN, call, "star arguments hide part of the call")
        return
    if any(_says_local(a) for a in call.args):
        message = '`address="local"` is the name of a host now: leave it out'
        module.plan.report(UNCERTAIN, call, message, help="remove `address`")
        return
    moved = module.names.qualified(call.func) in _DASK_NOW
    for arg in (arg for arg in call.args if arg.star):
        entries = literals.dictionary_items(module.names.value_of(arg.value))
        held = starred_keywords(module.tree, module.names, arg.value) if arg.star == "**" else []
        old = dict.fromkeys(one.name for one in held if one.name not in dask_arguments.CURRENT)
        if old:
            names = ", ".join(f"`{name}`" for name in old)
            message = f"the dictionary holds {names}, which `DaskExecutor` no longer takes"
            module.plan.report(UNCERTAIN, arg, message)
        elif entries is None and not moved:
            message = "what the star brings may hold keywords that `DaskExecutor` no longer takes"
            module.plan.report(UNCERTAIN, arg, message)


def _says_local(arg: cst.Arg) -> bool:
    return keyword_of(arg) == "address" and literals.string_value(arg.value) == "local"


def _meant_parameters(node: cst.BaseExpression) -> set[str]:
    if literals.boolean_value(node) is not None:
        return {"local_processes", "debug"}
    if literals.string_value(node) is not None:
        return {"address", "cluster_class"}
    return {
        "address",
        "local_processes",
        "debug",
        "cluster_class",
        "cluster_kwargs",
        "adapt_kwargs",
        "client_kwargs",
        "performance_report_path",
    }


def _local_dask(module: Module, call: cst.Call) -> None:
    since = module.options.since
    if since is not None and since < Release(0, 10, 7) and not call.args:
        message = "the default scheduler was `synchronous` up to 0.10.6, it is `threads` now"
        module.plan.report(NO_EFFECT, call, message, level=Level.NOTE)


_POOL = "`nthreads` has no effect: `num_workers` sizes the pool"
CALLS = CallTable(
    ("prefect.executors.", "prefect.engine.executors."),
    {("LocalDaskExecutor", "nthreads"): refused_argument(NO_EFFECT, _POOL, level=Level.NOTE)},
)
CODEMOD = Codemod(plan_executors, after=("name_moves",), keywords=("executor",))
