"""The call-rewrite table: what becomes of the arguments of a call, as data.

A rule module declares a ``CallTable``. Its rows say of an argument, by its keyword or its position,
that it is renamed, given by keyword, dropped or refused; what is folded into a dictionary is
written by ``FoldedArguments``. Where an argument may stand by position, the signatures of the
releases tell which one it is, see ``rewrite_bound``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from prefect_codemods import registry
from prefect_codemods.findings import Level
from prefect_codemods.migration import Migration
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, by_keyword, is_none, keyword_of
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code, Old, new_argument, new_dictionary, new_entry
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.super_calls import class_around, possible_classes, reached_class
from prefect_codemods.release import Release
from prefect_codemods.rule import Rule


class Action(Enum):
    """What becomes of an argument."""

    RENAME = "rename"
    TO_KEYWORD = "to keyword"
    DROP = "drop"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ArgumentRow:
    """What becomes of one argument; ``message`` may hold ``{call}``, ``{name}`` and ``{new}``.

    ``unless`` tells of a value that says what the new release does anyway: it is dropped, not
    refused.
    ``only`` tells which calls are meant, ``until`` that only code for an earlier release is.
    ``listed``: the value, unless it is ``None``, becomes the one item of a list; ``note`` is reported
    where it is no string.
    """

    action: Action
    rule: Rule
    message: str
    new: str = ""
    help: str = ""
    level: Level = Level.MANUAL
    unless: Callable[[Module, cst.BaseExpression], bool] | None = None
    only: Callable[[cst.Call], bool] | None = None
    until: Release | None = None
    listed: bool = False
    note: str = ""


ArgumentRows = Mapping[tuple[str, str], ArgumentRow]
"""By the name of what is called (``""``: whatever it is) and an argument's keyword, or its position."""


@dataclass(frozen=True, slots=True)
class CallTable:
    """The rows for calls of what stands below ``path_prefixes``, beginnings of dotted paths."""

    path_prefixes: tuple[str, ...]
    rows: ArgumentRows


@cache
def call_tables(migration: Migration) -> tuple[CallTable, ...]:
    """The tables that the rule modules of ``migration`` declare."""
    return registry.find_declared(migration.rules.python, CallTable)


def called_class(module: Module, call: cst.Call) -> tuple[str, int]:
    """The dotted path of what takes the arguments of ``call``, and how many of them it doesn't get.

    That is the class in ``functools.partial(Class, …)`` and ``Class.__init__(self, …)``, and the
    one that ``super().__init__(…)`` reaches.
    """
    func = call.func
    path = module.names.qualified(func)
    if path == "functools.partial" and call.args:
        return module.names.qualified(call.args[0].value), 1
    if type(func) is not cst.Attribute or func.attr.value != "__init__":
        return path, 0
    if not isinstance(func.value, cst.Call):
        return module.names.qualified(func.value), 1
    owner = class_around(module, call)
    return ("" if owner is None else reached_class(module, owner, by_keyword(call))), 0


def rewrite_calls(module: Module) -> None:
    """Plan what the tables of the migration say of the calls of one module."""
    tables = call_tables(module.options.migration)
    path_prefixes = tuple(prefix for table in tables for prefix in table.path_prefixes)
    for call in module.names.calls:
        path, before = called_class(module, call) if call.args else ("", 0)
        if not path.startswith(path_prefixes):
            _report_possible(module, call, tables)
            continue
        for table in tables:
            if path.startswith(table.path_prefixes):
                rewrite_keywords(module, call, path.rpartition(".")[2], table.rows, before)


def _report_possible(module: Module, call: cst.Call, tables: Sequence[CallTable]) -> None:
    """Report arguments that may reach a class which no longer takes them as they are."""
    for path in possible_classes(module, call):
        name = path.rpartition(".")[2]
        for table in tables:
            for arg in call.args if path.startswith(table.path_prefixes) else ():
                keyword = keyword_of(arg)
                row = table.rows.get((name, keyword)) or table.rows.get(("", keyword))
                if keyword and row is not None and not module.compatible(call):
                    target = module.options.migration.target
                    message = f"`{keyword}` changed in {target}, if this call reaches `{name}`"
                    module.plan.report(row.rule, arg, message, level=Level.ERROR, help=row.help)


def rewrite_keywords(
    module: Module, call: cst.Call, name: str, rows: ArgumentRows, before: int = 0
) -> None:
    """Plan what ``rows`` say of the arguments of a call of ``name``, each for itself.

    ``before`` of them, which come first, are none of its own.
    """
    since = module.options.since
    for index, arg in enumerate(call.args):
        key = keyword_of(arg) or arg.star or str(index - before)
        row = rows.get((name, key)) or rows.get(("", key))
        if row is None or (row.only is not None and not row.only(call)):
            continue
        late = row.until is not None and since is not None and since >= row.until
        if not late and not module.compatible(call):
            _rewrite_argument(module, call, index, name, row)


def _rewrite_argument(
    module: Module, call: cst.Call, index: int, name: str, row: ArgumentRow
) -> None:
    arg = call.args[index]
    at = call if row.action is Action.TO_KEYWORD else arg
    message = row.message.format(call=name, name=keyword_of(arg), new=row.new)
    if row.action is Action.REFUSE:
        module.plan.report(row.rule, arg, message, level=row.level, help=row.help)
        return
    if row.new and row.new != keyword_of(arg) and row.new in by_keyword(call):
        message = f"{message}, and this call gives `{row.new}` as well"
        module.plan.report(row.rule, arg, message, level=Level.ERROR, help=f"keep one `{row.new}`")
        return
    if not module.plan.allows(row.rule, at):
        return
    if row.action is Action.DROP:
        module.plan.elements(call).drop(index)
    else:
        name_argument(module, arg, row.new)
    module.plan.change(row.rule, at, message)
    if row.listed and not is_none(arg):
        module.plan.replace(arg.value, "[", Old.ITSELF, "]")
        if not isinstance(arg.value, (cst.SimpleString, cst.FormattedString)):
            module.plan.report(row.rule, arg, row.note, level=Level.NOTE)


def refused_argument(
    rule: Rule, message: str, help: str = "", level: Level = Level.ERROR
) -> ArgumentRow:
    """A row for an argument that is left to a person."""
    return ArgumentRow(Action.REFUSE, rule, message, help=help, level=level)


def name_argument(module: Module, arg: cst.Arg, keyword: str) -> None:
    """Plan that ``arg`` is given as ``keyword``, whether it had another keyword or none."""
    if arg.keyword is None:
        module.plan.replace(arg, f"{keyword}=", Old.ITSELF)
    else:
        module.plan.replace(arg.keyword, keyword)


# --- arguments that may stand by position ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a reference can't follow, under which rule, and what to do.

    An empty ``message`` is reported elsewhere. ``alone``: only this reference stays, with the old
    import; the others may follow.
    """

    rule: Rule
    message: str
    help: str = ""
    alone: bool = False


Commit = Callable[[], None]
"""Plans an edit that was found to be possible."""


def commit_or_report(
    module: Module, call: cst.Call, found: Commit | Obstacle | None, level: Level = Level.ERROR
) -> None:
    """Make the edit of a call, or report what is in its way."""
    if isinstance(found, Obstacle):
        module.plan.report(found.rule, call, found.message, level=level, help=found.help)
    elif found is not None:
        found()


@dataclass(slots=True)
class ArgumentEdits:
    """What becomes of the arguments of one call, by their index."""

    call: cst.Call
    dropped: dict[int, tuple[ArgumentRow, str]] = field(default_factory=dict)
    keywords: dict[int, str] = field(default_factory=dict)
    refused: tuple[ArgumentRow, str] | None = None
    """The row that stands in the way; beside it, as with the others, its parameter."""

    def __bool__(self) -> bool:
        return bool(self.dropped or self.keywords)

    def plan(self, module: Module) -> None:
        """Plan the edits."""
        if self.dropped:
            module.plan.elements(self.call).drop(*self.dropped)
        for index, keyword in self.keywords.items():
            if keyword_of(self.call.args[index]) != keyword:
                name_argument(module, self.call.args[index], keyword)


def rewrite_bound(
    module: Module, call: cst.Call, bound: Bound, name: str, rows: ArgumentRows, now: Sequence[str]
) -> ArgumentEdits:
    """What ``rows`` say of the arguments of ``call``, and which have to be given by keyword.

    ``bound`` tells the arguments apart, ``now`` are the parameters of the target release: the
    positional arguments from the first that has another place there get keywords.
    """
    edits = ArgumentEdits(call)
    index_of = {id(arg): index for index, arg in enumerate(call.args)}
    for (called, parameter), row in rows.items():
        arg = bound.arguments.get(parameter) if called == name else None
        if arg is None:
            continue
        index = index_of[id(arg)]
        if row.action in (Action.RENAME, Action.TO_KEYWORD):
            edits.keywords[index] = row.new
        elif (
            row.action is Action.DROP
            or is_none(arg)
            or (row.unless and row.unless(module, arg.value))
        ):
            edits.dropped[index] = row, parameter
        elif edits.refused is None:
            edits.refused = row, parameter
    moved = displaced_arguments(call, bound, now, edits.dropped)
    edits.keywords = {
        i: n for i, n in {**moved, **edits.keywords}.items() if i not in edits.dropped
    }
    return edits


def displaced_arguments(
    call: cst.Call, bound: Bound, now: Sequence[str], dropped: Collection[int] = ()
) -> dict[int, str]:
    """The positional arguments from the first that has another place now, with their parameters.

    ``now`` are the parameters of the target release; ``dropped`` the indices of arguments that go.
    """
    parameters = {id(arg): parameter for parameter, arg in bound.arguments.items()}
    given = [(i, parameters[id(a)]) for i, a in enumerate(call.args) if a.keyword is None]
    for place, (index, parameter) in enumerate(given):
        if place >= len(now) or parameter != now[place] or index in dropped:
            return dict(given[place:])
    return {}


# --- arguments that go into dictionaries ----------------------------------------------------------


@dataclass(slots=True)
class FoldedArguments:
    """The keywords of the new call, in order; ``problem`` says why they can't be determined.

    ``dropped`` says which arguments went without a trace and why.
    """

    keywords: list[tuple[str, Code]] = field(default_factory=list)
    dropped: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    changed: bool = False
    extended: list[tuple[cst.BaseExpression, list[tuple[str, Code]]]] = field(default_factory=list)
    """Dictionaries of the old call that take more entries."""

    def fold(
        self,
        arguments: Mapping[str, cst.BaseExpression],
        into: Mapping[str, Mapping[str, str]],
    ) -> None:
        """Keep the arguments but for those that are dropped or go into a dictionary.

        ``into`` tells of each dictionary which arguments become which of its keys.
        """
        removed = {*self.dropped, *(name for keys in into.values() for name in keys)}
        self.changed = bool(removed)
        kept = {name: value for name, value in arguments.items() if name not in removed}
        self.keywords = list(kept.items())
        for holder, keys in into.items():
            entries: list[tuple[str, Code]] = [(key, arguments[name]) for name, key in keys.items()]
            if entries and holder not in kept:
                self.keywords.append((holder, new_dictionary(entries)))
            elif entries:
                present = literals.dictionary_items(kept[holder])
                if present is None or {k for k, _ in present} & set(keys.values()):
                    self.problem = f"`{holder}` can't be joined with the other keywords"
                self.extended.append((kept[holder], entries))

    def extend(self, plan: Plan) -> None:
        """Plan the new entries of dictionaries that stay."""
        for node, entries in self.extended:
            assert isinstance(node, (cst.Dict, cst.Call))
            write = new_entry if isinstance(node, cst.Dict) else new_argument
            plan.elements(node).append(*(write(key, value) for key, value in entries))

    def plan(self, module: Module, call: cst.Call, bound: Bound, first: str) -> None:
        """Plan these keywords in ``call``; the parameter ``first`` may stand by position."""
        edits = module.plan.elements(call)
        kept = {name for name, _ in self.keywords}
        names = {id(arg): name for name, arg in bound.arguments.items()}
        for index, arg in enumerate(call.args):
            name = names[id(arg)]
            if name not in kept:
                edits.drop(index)
            elif arg.keyword is None and (index, name) != (0, first):
                name_argument(module, arg, name)
        new = [(name, value) for name, value in self.keywords if name not in bound.arguments]
        edits.append(*(new_argument(name, value) for name, value in new))
        self.extend(module.plan)
