"""Prefect's environment variables and pins in Python strings, and keys of a temporary configuration.

``os.environ["PREFECT__…"] = …``, ``env={"PREFECT__…": …}``, ``monkeypatch.setenv("PREFECT__…", …)``
and ``set_temporary_config({"logging.log_to_cloud": …})``. The values that are dotted paths of
classes are the business of ``prefect_codemods.to_1.strings``.
"""

from __future__ import annotations

import re

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.new_code import string_literal
from prefect_codemods.python.rules import Codemod
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.to_1.catalogue.variables import EXECUTOR_CLASS, NAMES, STORAGE_CLASS
from prefect_codemods.to_1.shell.shared_rules import UNCERTAIN_VARIABLE

_REQUIRES = frozenset(("install_requires", "extras_require", "tests_require", "setup_requires"))
_SETTERS = frozenset(("setenv", "setdefault", "putenv", "setitem"))


def plan_settings(module: Module) -> None:
    """Plan the variables and keys that one module sets."""
    text = module.tree.text
    if "_require" in text:
        _requirements(module)
    if "PREFECT__" not in text and "set_temporary_config" not in text:
        return
    for call in module.names.calls:
        for arg in call.args:
            if arg.keyword is not None and arg.keyword.value in NAMES:
                _keyword(module, arg, arg.keyword.value)
    for node in module.names.strings:
        value = string_value(node) or ""
        if (found := _ASSIGNMENT.fullmatch(value)) and found["name"] in NAMES:
            _assignment(module, node, found)
            continue
        name = value if value.startswith("PREFECT__") else _variable_of_key(module, node, value)
        if name in NAMES and name not in (EXECUTOR_CLASS, STORAGE_CLASS):
            _rewrite_name(module, node, value, name)


_ASSIGNMENT = re.compile(
    r"(?P<option>--?[\w-]+=|-e)?(?P<table>[\w.-]+\.)?(?P<name>PREFECT__\w+)=(?P<value>\S*)"
)
"""Perhaps behind an option, such as ``--env=``, or behind the table of a chart's values."""


def _keyword(module: Module, arg: cst.Arg, name: str) -> None:
    """``os.environ.update(PREFECT__…=…)``, ``dict(os.environ, PREFECT__…=…)``."""
    if name in (EXECUTOR_CLASS, STORAGE_CLASS) or module.compatible(arg):
        return
    value = string_value(arg.value)
    given = value if value is not None else "$"
    change = shell_rules(module.options).judge_variable(name, given, module.options)
    if change is None:
        return
    if not change.edits:
        module.plan.report(change.rule, arg, change.message, level=change.level, help=change.help)
    elif value is None and change.value != "$":
        module.plan.report(UNCERTAIN_VARIABLE, arg, change.message, level=change.level)
    elif module.plan.allows(change.rule, arg):
        assert arg.keyword is not None
        module.plan.replace(arg.keyword, change.name)
        if value is not None and change.value != value:
            module.plan.replace(arg.value, string_literal(change.value))
        module.plan.change(change.rule, arg, change.message)


def _assignment(module: Module, node: cst.SimpleString, found: re.Match[str]) -> None:
    """``["env", "PREFECT__…=…", …]``, a list of Docker's, of helm's or of a command's."""
    name, value = found["name"], found["value"]
    change = shell_rules(module.options).judge_variable(name, value, module.options)
    if change is None or module.compatible(node):
        return
    plain = string_value(node) == node.raw_value and node.quote not in change.value
    plain = plain and not found["table"]  # what a chart does with it isn't known
    if not change.edits:
        module.plan.report(change.rule, node, change.message, level=change.level, help=change.help)
    elif not plain:
        module.plan.report(UNCERTAIN_VARIABLE, node, change.message, level=change.level)
    elif module.plan.allows(change.rule, node):
        given = f"{found['option'] or ''}{change.name}={change.value}"
        whole = f"{node.prefix}{node.quote}{given}{node.quote}"
        module.plan.rewrite_string(node, lambda _: whole)
        module.plan.change(change.rule, node, change.message)


def _requirements(module: Module) -> None:
    """Report pins in a ``setup.py``."""
    rules = shell_rules(module.options)
    for node in module.names.strings:
        if isinstance(module.tree.parent(node), cst.BinaryOperation):
            continue  # what is put together is judged whole
        found = rules.judge_requirement(string_value(node) or "", module.options)
        if found is not None and any(_requires(a) for a in module.tree.ancestors(node)):
            module.plan.report(found.rule, node, found.message, level=found.level)


def _requires(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Assign):
        names = [t.target.value for t in node.targets if isinstance(t.target, cst.Name)]
        return any(name.lower() in _REQUIRES for name in names)
    return (
        isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value in _REQUIRES
    )


def _variable_of_key(module: Module, node: cst.SimpleString, value: str) -> str:
    """The variable that a key such as ``cloud.graphql`` stands for, in a configuration."""
    name = "PREFECT__" + value.replace(".", "__").upper()
    known = name in NAMES and "." in value
    return name if known and in_temporary_config(module, node) else ""


def in_temporary_config(module: Module, node: cst.CSTNode) -> bool:
    """Whether ``node`` stands in what ``set_temporary_config`` is given."""
    calls = (a for a in module.tree.ancestors(node) if isinstance(a, cst.Call))
    return any(module.names.qualified(call.func).endswith("set_temporary_config") for call in calls)


def _rewrite_name(module: Module, node: cst.SimpleString, written: str, name: str) -> None:
    given = _value_set_under(module, node)
    value = string_value(given)
    rules = shell_rules(module.options)
    change = rules.judge_variable(name, value if value is not None else "$", module.options)
    if change is None or module.compatible(node):
        return
    message = change.message.replace(name, written)
    if not written.startswith("PREFECT__"):
        message = message.replace(change.name, key_of(change))
    if not change.edits:
        help = change.help if written == name else rules.text.with_keys(change.help)
        module.plan.report(change.rule, node, message, level=change.level, help=help)
        return
    new = _spelled(change, written)
    taken = any(string_value(other) == new for other in module.names.strings)
    unknown = value is None and change.value != "$"
    if given is None or unknown or (taken and change.name != name):
        module.plan.report(UNCERTAIN_VARIABLE, node, message, level=change.level)
    elif module.plan.allows(change.rule, node):
        if new != written:
            whole = f"{node.prefix}{node.quote}{new}{node.quote}"
            module.plan.rewrite_string(node, lambda _: whole)
        if value is not None and change.value != value:
            module.plan.replace(given, string_literal(change.value))
        module.plan.change(change.rule, node, message)


def _spelled(change: VariableChange, written: str) -> str:
    if written.startswith("PREFECT__"):
        return change.name
    return key_of(change)


def key_of(change: VariableChange) -> str:
    """The configuration key of the new variable."""
    return change.name.removeprefix("PREFECT__").lower().replace("__", ".")


def _value_set_under(module: Module, node: cst.SimpleString) -> cst.BaseExpression | None:
    """What is set under the name in ``node``; ``None`` where it is only read or passed on."""
    parent = module.tree.parent(node)
    if isinstance(parent, cst.DictElement):
        return parent.value if parent.key is node else None
    if isinstance(parent, cst.Arg):
        call = module.tree.parent(parent)
        if isinstance(call, cst.Call) and _sets(call):
            at = [arg.value for arg in call.args]
            number = at.index(node)
            return at[number + 1] if number + 1 < len(at) else None
        return None
    if isinstance(parent, cst.Index):
        element = module.tree.parent(parent)
        subscript = module.tree.parent(element) if element is not None else None
        target = module.tree.parent(subscript) if subscript is not None else None
        assign = module.tree.parent(target) if target is not None else None
        if isinstance(target, cst.AssignTarget) and isinstance(assign, cst.Assign):
            return assign.value
    return None


def _sets(call: cst.Call) -> bool:
    return isinstance(call.func, cst.Attribute) and call.func.attr.value in _SETTERS


CODEMOD = Codemod(
    plan_settings,
    words=("PREFECT__", "set_temporary_config", "_require"),
    text=r"PREFECT__|[\"']prefect(?:\[[\w,\s-]*\])?\s*[=<>~!]",
)
