"""Old commands that Python puts together from lists, variables and arguments: reported only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prefect_codemods.python.context import Module
from prefect_codemods.python.joined_text import UNKNOWN, JoinedText
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import Binding
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.shell.script import TEXT_COMMANDS
from prefect_codemods.to_1.catalogue.commands import OLD_COMMAND
from prefect_codemods.to_1.shell.shared_rules import UNCERTAIN
from prefect_codemods.to_1.shown_text import is_shown

_PROGRAM = r"""prefect(?:(?<=["'/]prefect)["'\s]|(?<!\wprefect)\s*(?:\(\s*)?["'])"""
"""In quotes, or before a string; what begins with letters is found many times faster."""
_HAS_PROGRAM = re.compile(_PROGRAM)
_WORDS = re.compile(r"\b(?:agent|register|run|execute|auth)\b")
_WRAPPER = re.compile(rf"(?<![\w-])prefect(?: \w+)? {UNKNOWN}")
"""A command whose first words are given to a function."""
_OF_COMMANDS = re.compile("PM35[0-7]")
"""Rules that say of a command, or of a word in it, what to do."""
_JOINS = frozenset(("format", "join", "list", "tuple", "split", "str"))


def plan_joined_commands(module: Module) -> None:
    """Report the old commands that one module puts together."""
    text = module.tree.text
    if not _HAS_PROGRAM.search(text) or not _WORDS.search(text):
        return
    for node in _joined_expressions(module):
        reader = JoinedText(module)
        shown = reader.shown(node)
        if command := _old_command(shown):
            _report_joined_command(module, node, command)
        elif _WRAPPER.search(shown) and reader.asked:
            _report_callers(module, node, reader.asked)
    for call in module.names.calls:
        if command := _old_command(_shown_arguments(module, call)):
            _report_joined_command(module, call, command)


def _old_command(shown: str) -> str:
    """The old command in the words of one; none where they are text for ``echo`` and the like."""
    found = OLD_COMMAND.search(shown)
    if found is None or shown.split(maxsplit=1)[0] in TEXT_COMMANDS:
        return ""
    return shown[found.start() :]


def _shown_arguments(module: Module, call: cst.Call) -> str:
    """The words of a command that are the arguments of a call, or those of ``sh.prefect(…)``."""
    words = [arg.value for arg in call.args if arg.keyword is None]
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    before = "prefect" if isinstance(name, cst.Name) and name.value == "prefect" else ""
    if len(words) + bool(before) < 2:
        return ""
    reader = JoinedText(module)
    return " ".join((before, *map(reader.shown, words)))


def _joined_expressions(module: Module) -> Iterator[cst.BaseExpression]:
    """The outermost expressions that put a text or a list together, and variables that grow."""
    for node in walk_nodes(module.tree.module):
        if isinstance(node, cst.Arg) and isinstance(node.value, cst.Name):
            bindings = module.names.of(node.value)
            if len(JoinedText(module).pieces(bindings)) > 1:
                yield node.value
        elif (
            _is_joined(node) and not _stands_in_joined(module, node) and not _is_text(module, node)
        ):
            assert isinstance(node, cst.BaseExpression)
            yield node


def _is_joined(node: cst.CSTNode | None) -> bool:
    if isinstance(node, cst.Call):
        func = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
        return isinstance(func, cst.Name) and func.value in _JOINS
    kinds = (cst.List, cst.Tuple, cst.BinaryOperation, cst.FormattedString, cst.ConcatenatedString)
    return isinstance(node, kinds)


def _stands_in_joined(module: Module, node: cst.CSTNode) -> bool:
    parent = module.tree.parent(node)
    while isinstance(parent, (cst.BaseElement, cst.Arg, cst.FormattedStringExpression)):
        parent = module.tree.parent(parent)
    if isinstance(parent, cst.Attribute):
        parent = module.tree.parent(parent)
    return _is_joined(parent)


def _is_text(module: Module, node: cst.CSTNode) -> bool:
    """Whether ``node`` is a docstring, or stands alone in some other way."""
    return not isinstance(node, cst.Call) and isinstance(module.tree.parent(node), cst.Expr)


def _report_joined_command(module: Module, node: cst.BaseExpression, shown: str) -> None:
    if is_shown(module, module.tree.parent(node)) or _is_known(module, node):
        return
    if module.compatible(node) or module.plan.retired(node):
        return
    command = " ".join(shown.split())
    module.plan.report(UNCERTAIN, node, f"an old command that is put together is left: `{command}`")


def _is_known(module: Module, node: cst.BaseExpression) -> bool:
    """Whether something was said of the command already, or done with it."""
    if module.plan.edited(node) or module.plan.edited(module.names.value_of(node)):
        return True
    start, end = module.tree.positions(node)
    return any(
        (found.rule == UNCERTAIN.code and start[0] <= found.line <= end[0])
        or (_OF_COMMANDS.match(found.rule) and start <= (found.line, found.column) < end)
        for found in module.plan.diagnostics
    )


def _report_callers(module: Module, node: cst.CSTNode, asked: list[Binding]) -> None:
    """Report the calls of the function around ``node`` that hand it the words of an old command."""
    function = asked[0].scope.node
    if not isinstance(function, cst.FunctionDef):
        return
    for call in module.once(_calls_by_name).get(function.name.value, ()):
        caller = JoinedText(module)
        given = {binding: _given_text(caller, function, call, binding) for binding in asked}
        assert isinstance(node, cst.BaseExpression)
        shown = JoinedText(module, given).shown(node)
        if command := _old_command(shown):
            _report_joined_command(module, call, command)


def _calls_by_name(module: Module) -> dict[str, list[cst.Call]]:
    """The calls of functions and methods of each name; a module may have thousands of both."""
    found: dict[str, list[cst.Call]] = {}
    for call in module.names.calls:
        func = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        if isinstance(func, cst.Name):
            found.setdefault(func.value, []).append(call)
    return found


def _given_text(
    caller: JoinedText, function: cst.FunctionDef, call: cst.Call, binding: Binding
) -> str:
    """The text that a call gives to one parameter."""
    plain = [arg.value for arg in call.args if arg.keyword is None]
    names = [
        param.name.value for param in (*function.params.posonly_params, *function.params.params)
    ]
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == binding.name:
            return caller.shown(arg.value)
    if binding.name in names:
        at = names.index(binding.name)
        return caller.shown(plain[at]) if at < len(plain) else UNKNOWN
    return " ".join(map(caller.shown, plain[len(names) :]))


CODEMOD = Codemod(plan_joined_commands, after=("subprocesses",), text=_PROGRAM)
