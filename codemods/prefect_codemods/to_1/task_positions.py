"""Library tasks, and methods of the client, that are given by position what has another position now."""

from __future__ import annotations

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.task_positions import SHIFTS, Shift
from prefect_codemods.to_1.type_inference import CLIENT, made_by, said_to_be

MOVED = rule(
    "PM262",
    "task-positional",
    Kind.MANUAL,
    since="0.11.0",
    what="Reports positional arguments of library tasks, and of the client's methods, that mean "
    "something else in 1.x.",
    why="They are taken for their neighbours, silently: a query for the name of a database, a "
    "password for a host.",
    before="from prefect.tasks.mysql import MySQLExecute\n\n"
    "execute = MySQLExecute('db', 'me', 'secret', 'host')\nexecute('select 1')\n",
    advice="pass it, and what follows it, by keyword",
    source="Signatures of Prefect 0.10.7 to 1.4.1, prefect/tasks",
)

_METHODS = {"map", "run"}


def plan_task_positions(module: Module) -> None:
    """Report the positional arguments of library tasks in one module."""
    for call in module.names.calls:
        task, when = _task(module, call)
        shift = SHIFTS.get((task, when))
        if shift is not None and not module.compatible(call):
            _check(module, call, task, when, shift)


def _task(module: Module, call: cst.Call) -> tuple[str, str]:
    """The library task that ``call`` makes or calls."""
    path = module.names.qualified(call.func)
    if path.startswith("prefect.tasks."):
        return path.rpartition(".")[2], "made"
    func = call.func
    if isinstance(func, cst.Attribute) and said_to_be(module, func.value) in CLIENT:
        return f"Client.{func.attr.value}", "called"
    if isinstance(func, cst.Attribute) and func.attr.value in _METHODS:
        func = func.value
    path = made_by(module, func)
    return (path.rpartition(".")[2], "called") if path.startswith("prefect.tasks.") else ("", "")


def _check(module: Module, call: cst.Call, task: str, when: str, shift: Shift) -> None:
    positional = [a for a in call.args if a.keyword is None and not a.star]
    since = module.options.since
    past = since is not None and since.last > shift.until.last
    if past or len(positional) <= shift.index or any(a.star for a in call.args):
        return
    old, new = shift.old[0], shift.new[0]
    what = f"`{task}`" if when == "made" else f"a call of `{task}`"
    message = (
        f"argument {shift.index + 1} of {what} was `{old}` up to {shift.last}, now it is `{new}`"
    )
    if since is None and shift.common and not _is_old_call(call, positional, shift):
        return
    module.plan.report(MOVED, positional[shift.index], message)


def _is_old_call(call: cst.Call, positional: list[cst.Arg], shift: Shift) -> bool:
    """Whether the call can't be meant as 1.x reads it: it gives the argument by keyword as well,
    or something else than a number or a dictionary behind it, where 1.x takes only these."""
    keywords = {a.keyword.value for a in call.args if a.keyword is not None}
    if keywords & set(shift.new[: len(positional) - shift.index]):
        return True
    behind = positional[shift.index + 1 : shift.index + 2]
    return any(not isinstance(a.value, (cst.Integer, cst.Dict)) for a in behind)


CODEMOD = Codemod(
    plan_task_positions, words=tuple(sorted({task.rpartition(".")[2] for task, _ in SHIFTS}))
)
