"""Commands that Python code runs: ``subprocess.run(["prefect", …])``, ``os.system("prefect …")``.

The judgement is the shell's; see ``prefect_codemods.shell``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.python.context import Module
from prefect_codemods.python.joined_text import JoinedText
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.new_code import Part, string_literal
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.rule import Kind, Rule, offer_unsafe, registered_rules
from prefect_codemods.shell.argv import Op, Uncertain, Verdict
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.shell.script import rewrite_line
from prefect_codemods.shell.verdict_writer import write_verdict
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import OLD_COMMAND
from prefect_codemods.to_1.shell.shared_rules import UNCERTAIN
from prefect_codemods.to_1.shown_text import is_shown

_RUNS = frozenset(
    f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")
)
_SPLIT_RUNS = _RUNS | {"shlex.split"}
_SHELLS = frozenset(
    (
        *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
        *("asyncio.create_subprocess_shell", "asyncio.subprocess.create_subprocess_shell"),
    )
)
_RUNNERS = frozenset(("run", "run_always", "sudo", "local", "create_subprocess_exec"))
"""Methods of invoke, fabric, nox and asyncio that run what they are given."""
_NAMED = frozenset(("args", "command", "cmd"))
"""What the command is called where it isn't given by position."""
_FORMATTED = re.compile(r"""[fF][rR]?["'].*(?<![\w-])prefect\s""")


def plan_subprocesses(module: Module) -> None:
    """Plan the commands that one module runs."""
    done: set[int] = set()
    for call in module.names.calls:
        if (command := _command_given(call)) is not None:
            _call(module, call, command, done)
    for node in module.names.strings:
        _loose(module, node, done)
    if _FORMATTED.search(module.tree.text):
        for part in walk_nodes(module.tree.module):
            if isinstance(part, cst.FormattedStringText) and id(part) not in done:
                _loose_text(module, part)


def _command_given(call: cst.Call) -> cst.BaseExpression | None:
    """What a call would run: its first argument, or the one with the name that it has there."""
    if call.args and call.args[0].keyword is None:
        return call.args[0].value
    named = (a.value for a in call.args if a.keyword is not None and a.keyword.value in _NAMED)
    return next(named, None)


def _call(module: Module, call: cst.Call, given: cst.BaseExpression, done: set[int]) -> None:
    """A call that may run a command, which is ``given`` to it."""
    path = module.names.qualified(call.func)
    command = _held_command(module, given)
    method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
    if path in _SPLIT_RUNS and isinstance(command, (cst.List, cst.Tuple)):
        done.update(id(element.value) for element in command.elements)
        _judge_list(module, command)
    elif path == "shlex.split" or path in _SHELLS or (path in _RUNS and _runs_in_shell(call)):
        done.update(_strings_in(command))
        _judge_command_line(module, command)
    elif method == "split" and len(call.args) <= 1:
        return
    elif (method in _RUNNERS or path in _RUNS) and string_value(command) is not None:
        if string_value(command) == "prefect":
            done.update(id(arg.value) for arg in call.args)
            _arguments(module, call)
        else:
            done.update((id(given), id(command)))
            _judge_command_line(module, command)
    elif method in _RUNNERS and _is_put_together(command):
        done.update(_strings_in(command))
        _judge_command_line(module, command)
    elif "cli" in module.tree.text and _names_program(module, call):
        _invoked(module, call)


def _names_program(module: Module, call: cst.Call) -> bool:
    """Whether an argument of ``call`` is Prefect's own command line."""
    return any(module.names.qualified(arg.value).startswith("prefect.cli") for arg in call.args)


def _is_put_together(node: cst.BaseExpression) -> bool:
    """Whether ``node`` makes a string of parts."""
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Attribute) and node.func.attr.value in {"format", "join"}
    return isinstance(node, (cst.FormattedString, cst.ConcatenatedString, cst.BinaryOperation))


def _invoked(module: Module, call: cst.Call) -> None:
    """The command line of Prefect that a test of Click's runs, without the program's name."""
    for arg in call.args:
        if isinstance(arg.value, (cst.List, cst.Tuple)):
            words = [string_value(element.value) or "…" for element in arg.value.elements]
            _report_loose(module, arg.value, " ".join(("prefect", *words)))


def _loose_text(module: Module, part: cst.FormattedStringText) -> None:
    """The first words of an f-string that stands somewhere else."""
    whole = module.tree.parent(part)
    first = isinstance(whole, cst.FormattedString) and whole.parts[0] is part
    if whole is None or not first or not _COMMAND.match(part.value):
        return
    parent = module.tree.parent(whole)
    if not isinstance(parent, cst.Expr) and not is_shown(module, parent):
        _report_loose(module, whole, part.value)


def _held_command(module: Module, node: cst.BaseExpression) -> cst.BaseExpression:
    """The command in a variable that is set once and only read, else ``node`` itself."""
    binding = module.names.only_value(node) if isinstance(node, cst.Name) else None
    if binding is None or binding.value is None or binding.kind != "assign":
        return node
    return binding.value


def _strings_in(node: cst.BaseExpression) -> set[int]:
    return {id(part) for part in walk_nodes(node)}


def _arguments(module: Module, call: cst.Call) -> None:
    """A command whose words are the arguments of a call, as nox and invoke have it."""
    reader = JoinedText(module)
    line = " ".join(reader.shown(arg.value) for arg in call.args if arg.keyword is None)
    if OLD_COMMAND.search(line) and not module.compatible(call):
        message = f"an old command in the arguments of a call is left: `{line}`"
        module.plan.report(UNCERTAIN, call, message, level=Level.ERROR)


def _loose(module: Module, node: cst.SimpleString, done: set[int]) -> None:
    """A command that stands somewhere else: split by hand, in a list or in a variable."""
    value = string_value(node) or ""
    parent = module.tree.parent(node)
    if id(node) in done or isinstance(parent, cst.Expr):
        return
    if _CHART_VALUE.match(value):
        _chart_values(module, parent, done)
    if "prefect" not in value:
        return
    if value == "prefect" and isinstance(parent, cst.Element):
        holder = module.tree.parent(parent)
        if isinstance(holder, (cst.List, cst.Tuple)) and holder.elements[0] is parent:
            line = " ".join(string_value(element.value) or "…" for element in holder.elements)
            _report_loose(module, holder, line)
    elif _COMMAND.match(value):
        if isinstance(parent, cst.Attribute) and parent.attr.value == "split":
            _judge_command_line(module, node)
        elif not is_shown(module, parent):
            _report_loose(module, node, value)


_CHART_VALUE = re.compile(r"--set(?:-string|-literal)?(?:=|$)")


def _chart_values(module: Module, part: cst.CSTNode | None, done: set[int]) -> None:
    """The arguments of helm, in a list or a call of its own."""
    holder = module.tree.parent(part) if part is not None else None
    if isinstance(holder, (cst.List, cst.Tuple)):
        parts: Sequence[cst.BaseElement | cst.Arg] = holder.elements
    elif isinstance(holder, cst.Call):
        parts = [arg for arg in holder.args if arg.keyword is None]
    else:
        return
    done.update(id(part.value) for part in parts)
    helm = Word("helm", "helm", "helm", True, 0, 0)
    verdict = shell_rules(module.options).judge_command(
        [helm, *(_word(module, part) for part in parts)], module.options
    )
    for note in verdict.notes if verdict is not None else ():
        if not module.compatible(parts[note.word - 1]):
            place = parts[note.word - 1]
            module.plan.report(note.rule, place, note.message, level=note.level, help=note.help)


def _report_loose(module: Module, node: cst.CSTNode, line: str) -> None:
    if OLD_COMMAND.search(line) and not module.compatible(node) and not module.plan.retired(node):
        message = "this looks like an old command; whether it is run is unknown"
        module.plan.report(UNCERTAIN, node, message)


_COMMAND = re.compile(rf"\s*(?:[$>]\s+)?(?:{OLD_COMMAND.pattern})", OLD_COMMAND.flags)


def _runs_in_shell(call: cst.Call) -> bool:
    return any(
        arg.keyword is not None
        and arg.keyword.value == "shell"
        and isinstance(arg.value, cst.Name)
        and arg.value.value == "True"
        for arg in call.args
    )


def _word(module: Module, element: cst.BaseElement | cst.Arg) -> Word:
    value = string_value(element.value)
    if value is None and module.names.qualified(element.value) == "sys.executable":
        value = "python"
    single = isinstance(element, (cst.Element, cst.Arg))
    return Word(value or "…", value, value or "", single, 0, 0)


def _judge_list(module: Module, node: cst.List | cst.Tuple) -> None:
    words = [_word(module, element) for element in node.elements]
    rules = shell_rules(module.options)
    program = rules.program(words)
    if program is not None and program.script is not None:  # ["sh", "-c", "prefect …"]
        _judge_command_line(module, node.elements[program.script].value)
    verdict = rules.judge_command(words, module.options)
    if verdict is None:
        return
    if module.compatible(node):
        verdict = replace(verdict, ops=[])
    write_verdict(_ListedCommand(module, node), verdict, partial(_element_edits, node, verdict))


@dataclass(frozen=True, slots=True)
class _ListedCommand:
    """A command whose words are the elements of a list or a tuple."""

    module: Module
    node: cst.List | cst.Tuple

    @property
    def options(self) -> Options:
        return self.module.options

    def tell(self, rule: Rule, word: int, message: str, *, level: Level, help: str) -> None:
        self.module.plan.report(rule, self.node.elements[word], message, level=level, help=help)

    def edit(self, rule: Rule, word: int, edits: list[tuple[Op, list[Part]]], message: str) -> bool:
        plan = self.module.plan
        if rule.kind is Kind.UNSAFE and not self.options.unsafe_fixes:
            plan.report(rule, self.node, message, help=offer_unsafe(rule.advice))
            return False
        if not plan.allows(rule, self.node):
            return False
        for op, new in edits:
            if op.place in ("before", "after"):
                plan.elements(self.node).insert(op.word + (op.place == "after"), *new)
            else:
                plan.elements(self.node).replace(op.word, *new)
        plan.change(rule, self.node, message)
        return True


def _element_edits(node: cst.List | cst.Tuple, verdict: Verdict) -> list[tuple[Op, list[Part]]]:
    """The elements that each edit writes. Raises ``Uncertain`` where one is put together."""
    values = [(op, node.elements[op.word].value) for op in verdict.ops]
    whole = all(string_value(value) is not None for _, value in values)
    if not whole and any(op.place != "after" for op in verdict.ops):
        raise Uncertain(verdict.message, 0)
    return [(op, _new_elements(op, value)) for op, value in values]


def _new_elements(op: Op, old: cst.BaseExpression) -> list[Part]:
    """The elements that an edit writes beside or in place of the element ``old``."""
    made = []
    for text in op.texts:
        whole = text + (string_value(old) or "")[op.head :] if op.head else text
        single = isinstance(old, cst.SimpleString) and old.quote == "'"
        made.append(
            Part(
                "", repr(whole) if single and repr(whole) == f"'{whole}'" else string_literal(whole)
            )
        )
    return made


def _judge_command_line(module: Module, node: cst.BaseExpression) -> None:
    """A command line in one string."""
    if not isinstance(node, cst.SimpleString):
        if OLD_COMMAND.search(cst.Module([]).code_for_node(node)):
            message = "an old command in a string that is put together is left"
            module.plan.report(UNCERTAIN, node, message, level=Level.ERROR)
        return
    value = string_value(node)
    if value is None:
        return
    done = rewrite_line(value, module.options)
    rules = registered_rules()
    for finding in done.diagnostics:
        module.plan.report(
            rules[finding.rule], node, finding.message, level=finding.level, help=finding.help
        )
    if not done.changes or module.compatible(node):
        return
    rule = rules[done.changes[0].rule]
    plain = value == node.raw_value and node.quote not in done.text and "\\" not in done.text
    if not plain or "f" in node.prefix or "b" in node.prefix:
        message = "an old command in a string with escapes is left"
        module.plan.report(UNCERTAIN, node, message, level=Level.ERROR)
    elif module.plan.allows(rule, node):
        whole = f"{node.prefix}{node.quote}{done.text}{node.quote}"
        module.plan.rewrite_string(node, lambda _: whole)
        module.plan.change(rule, node, "; ".join(c.message for c in done.changes))


CODEMOD = Codemod(
    plan_subprocesses,
    after=("sites", "strings"),
    text=(
        r"[\"']prefect[\"']\s*,\s*[\"'](?:agent|register|run|execute|auth|heartbeat|server)"
        r"|(?<![\w-])-c\b[^\n]{0,500}(?:\n[^\n]{0,500})?\bprefect\b"
        r"|[\"']--set(?:-string|-literal)?[=\"']|\bprefect\.cli\b|\bprefect\s+(?:agent|register|run|execute|auth|heartbeat|server)\b"
    ),
)
