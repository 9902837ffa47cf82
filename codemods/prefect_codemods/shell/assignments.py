"""Variables where they are set, read and passed on, in any text with offsets."""

from __future__ import annotations

import re

from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.text_edits import Edit, Report


def without_quotes(raw: str) -> str:
    """A value without the quotes around it."""
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        return raw[1:-1]
    return raw


def judge_assignment(
    report: Report, start: int, name: str, at: int, end: int, renamed: dict[str, VariableChange]
) -> None:
    """Judge the variable ``name`` at offset ``start``, whose value is written at ``at:end``.

    ``renamed`` holds the variables that were renamed before it, and gets this one.
    """
    value = without_quotes(report.text[at:end])
    rules = shell_rules(report.options)
    agent = report.holds(rules.text.agent)
    change = rules.judge_variable(name, value, report.options, agent=agent)
    if change is None:
        return
    if not change.edits:
        report.tell(change.rule, start, change.message, level=change.level, help=change.help)
        return
    trouble = _why_uncertain(report, change, name, report.text[at:end], name in renamed)
    if trouble:
        message = f"{change.message}; {trouble}"
        report.tell(rules.text.uncertain_variable, start, message, level=change.level)
        return
    edits: list[Edit] = []
    if change.name != name:
        edits.append((start, start + len(name), change.name))
    if change.value != value:
        edits.append(_value_edit(report.text[at:end], at, value, change.value))
    made = report.edit(change.rule, start, edits, change.message)
    if made and change.name != name:
        renamed[name] = change


def _why_uncertain(report: Report, change: VariableChange, name: str, raw: str, known: bool) -> str:
    """Why the edit isn't certain; ``known``: the variable was renamed before."""
    if change.name != name and report.holds(re.compile(rf"\b{change.name}\b")):
        return f"{change.name} is in the text already"
    if change.name != name and name in raw and not known:
        return "its value is made from its old self"
    return ""


def _value_edit(raw: str, at: int, value: str, new: str) -> Edit:
    start = raw.index(value)
    return at + start, at + start + len(value), new


def rename_readings(
    report: Report, start: int, raw: str, renamed: dict[str, VariableChange], *, make: bool = False
) -> None:
    """Rename ``$NAME`` and ``${NAME…}`` in ``raw`` (at ``start``) after what was ``renamed``.

    A variable that the text reads and doesn't set is reported: who sets it isn't known.
    """
    opening = r"\$\$?[{(]?" if make else r"\$\{?[#!]?"
    rules = shell_rules(report.options)
    for match in re.finditer(rf"(?:{opening})({rules.mentioned_variable.pattern})", raw):
        name = match[1]
        if name not in rules.renamed:
            continue
        offset = start + match.start(1)
        if change := renamed.get(name):
            report.edit(
                change.rule, offset, [(offset, offset + len(name), change.name)], change.message
            )
            continue
        report_set_elsewhere(report, offset, name)


def report_set_elsewhere(report: Report, offset: int, name: str) -> None:
    """Report a variable that is read or passed on, and set elsewhere."""
    rules = shell_rules(report.options)
    if new := rules.new_name(name, report.options):
        message = f"`{name}` is now `{new}`; where it is set is unknown"
        report.tell(rules.text.uncertain_variable, offset, message)
