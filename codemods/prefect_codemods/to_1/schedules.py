"""Classes of schedules that became a ``Schedule`` of clocks."""

from __future__ import annotations

from prefect_codemods.findings import Level, NameMessage
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code, new_call, new_list
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import SCHEDULES
from prefect_codemods.to_1.handed_on import drop_root, handed_on

ONE_TIME = rule(
    "PM160",
    "one-time-schedule",
    Kind.SAFE,
    since="0.15.0",
    what="Replaces `OneTimeSchedule` with a `Schedule` with a `DatesClock`.",
    why="The class was deprecated in 0.6.1 and was removed in Prefect 0.15.0.",
    before="from prefect.schedules import OneTimeSchedule\n\nschedule = OneTimeSchedule(when)\n",
    after="from prefect.schedules import Schedule\nfrom prefect.schedules.clocks import DatesClock\n\n"
    "schedule = Schedule(clocks=[DatesClock(dates=[when])])\n",
    source="Prefect 0.14.22, prefect/schedules/schedules.py",
)
UNION = rule(
    "PM161",
    "union-schedule",
    Kind.SAFE,
    since="0.15.0",
    what="Replaces `UnionSchedule` with a `Schedule` with the clocks of all its members.",
    why="The class was deprecated in 0.6.1 and was removed in Prefect 0.15.0.",
    before="from prefect.schedules import UnionSchedule\n\nschedule = UnionSchedule([a, b])\n",
    after="from prefect.schedules import Schedule\n\n"
    "schedule = Schedule(clocks=[c for s in [a, b] for c in s.clocks])\n",
    source="Prefect 0.14.22, prefect/schedules/schedules.py",
)


def plan_schedules(module: Module) -> None:
    """Plan the schedules of one module."""
    for statement in module.names.imports:
        if isinstance(statement, cst.Import) or isinstance(statement.names, cst.ImportStar):
            continue
        if import_target(statement) not in _SCHEDULES_MODULES:
            continue
        for alias in statement.names:
            if dotted_name(alias.name) in SCHEDULES and not module.compatible(statement):
                _schedule(module, statement, alias)
    for attribute in module.names.attributes:
        parent, _, name = module.names.qualified(attribute).rpartition(".")
        if parent in _SCHEDULES_MODULES and name in SCHEDULES and not module.compatible(attribute):
            _schedule_chain(module, attribute, name)


def _schedule(module: Module, statement: cst.ImportFrom, alias: cst.ImportAlias) -> None:
    name = dotted_name(alias.name)
    uses = [u for b in module.names.bound_by(alias) for u in module.names.uses_of(b)]
    if handed_on(module, alias):
        _report_schedule(module, alias, name)
        return
    for use in uses:
        if not _can_be_written_anew(module, use, name):
            _report_schedule(module, use, name)
            return
    if not module.plan.allows(_RULES[name], alias):
        return
    for use in uses:
        _write_schedule(module, use, name)
        module.imports.consume(use)
    module.imports.drop(alias)
    if not uses:
        path = f"{import_target(statement)}.{name}"
        module.plan.change(_RULES[name], alias, NameMessage.unused(path))


def _schedule_chain(module: Module, use: cst.Attribute, name: str) -> None:
    if _can_be_written_anew(module, use, name):
        _write_schedule(module, use, name)
        module.imports.consume(use)
        drop_root(module, use)
    else:
        _report_schedule(module, use, name)


def _report_schedule(module: Module, node: cst.CSTNode, name: str) -> None:
    message = NameMessage(name, "was", "removed in Prefect 0.15.0")
    module.plan.report(_RULES[name], node, message, level=Level.ERROR, help=_HELP[name])


def _can_be_written_anew(module: Module, use: cst.CSTNode, name: str) -> bool:
    """Whether ``use`` is a call that can be written anew."""
    call = module.tree.parent(use)
    return (
        isinstance(call, cst.Call)
        and call.func is use
        and len(call.args) == 1
        and not call.args[0].star
        and (call.args[0].keyword is None or call.args[0].keyword.value in _ONLY[name])
        and module.plan.allows(_RULES[name], use)
    )


def _write_schedule(module: Module, use: cst.Name | cst.Attribute, name: str) -> None:
    call = module.tree.parent(use)
    assert isinstance(call, cst.Call)
    schedule = module.imports.need("prefect.schedules", "Schedule", call, use)
    clock = ""
    if name == "OneTimeSchedule":
        clock = module.imports.need("prefect.schedules.clocks", "DatesClock", call, use)
    module.plan.replace(call, _schedule_of_clocks(call.args[0].value, schedule, clock))
    module.plan.change(_RULES[name], call, f"`{name}` becomes a `Schedule` of clocks")


_RULES = {"OneTimeSchedule": ONE_TIME, "UnionSchedule": UNION}
_SCHEDULES_MODULES = frozenset(("prefect.schedules", "prefect.schedules.schedules"))
_ONLY = {"OneTimeSchedule": {"start_date"}, "UnionSchedule": {"schedules"}}
_HELP = {
    "OneTimeSchedule": "write `Schedule(clocks=[DatesClock(dates=[…])])`",
    "UnionSchedule": "write `Schedule(clocks=[c for s in … for c in s.clocks])`",
}


def _schedule_of_clocks(value: cst.BaseExpression, schedule: str, clock: str) -> Code:
    if clock:
        dates = new_list([value])
        return new_call(schedule, [("clocks", new_list([new_call(clock, [("dates", dates)])]))])
    bare = isinstance(value, (cst.GeneratorExp, cst.IfExp, cst.Lambda)) and not value.lpar
    schedules: Code = ("(", value, ")") if bare else value  # `for` and `if` would go on in it
    return new_call(schedule, [("clocks", ("[c for s in ", schedules, " for c in s.clocks]"))])


CODEMOD = Codemod(plan_schedules, after=("name_moves",))
