"""Variables where they are set, read and passed on, in any text with offsets."""

from __future__ import annotations

import re

from prefect_codemods.text_edits import Edit, Report
from prefect_codemods.to_1.shell.variables import CHANGING, UNCERTAIN_VARIABLE, Fate, rename


def bare(raw: str) -> str:
    """A value without the quotes around it."""
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        return raw[1:-1]
    return raw


def settle(
    report: Report, start: int, name: str, at: int, end: int, renamed: dict[str, Fate]
) -> None:
    """Judge the variable ``name`` at offset ``start``, whose value is written at ``at:end``.

    ``renamed`` holds the variables that were renamed before it, and gets this one.
    """
    value = bare(report.text[at:end])
    agent = bool(re.search(r"prefect\s+agent", report.text))
    fate = rename(name, value, report.options, agent=agent)
    if fate is None:
        return
    if not fate.edits:
        report.tell(fate.rule, start, fate.message, level=fate.level, help=fate.help)
        return
    trouble = _trouble(report, fate, name, report.text[at:end], name in renamed)
    if trouble:
        report.tell(UNCERTAIN_VARIABLE, start, f"{fate.message}; {trouble}", level=fate.level)
        return
    edits: list[Edit] = []
    if fate.name != name:
        edits.append((start, start + len(name), fate.name))
    if fate.value != value:
        edits.append(_value(report.text[at:end], at, value, fate.value))
    made = report.edit(fate.rule, start, edits, fate.message)
    if made and fate.name != name:
        renamed[name] = fate


def _trouble(report: Report, fate: Fate, name: str, raw: str, known: bool) -> str:
    """Why the edit isn't certain; ``known``: the variable was renamed before."""
    if fate.name != name and re.search(rf"\b{fate.name}\b", report.text):
        return f"{fate.name} stands in the text already"
    if fate.name != name and name in raw and not known:
        return "its value is made from its old self"
    return ""


def _value(raw: str, at: int, value: str, new: str) -> Edit:
    start = raw.index(value)
    return at + start, at + start + len(value), new


def readings(
    report: Report, start: int, raw: str, renamed: dict[str, Fate], *, make: bool = False
) -> None:
    """Rename ``$NAME`` and ``${NAME…}`` in ``raw`` (at ``start``) after what was ``renamed``.

    A variable that the text reads and doesn't set is reported: who sets it isn't known.
    """
    opening = r"\$\$?[{(]?" if make else r"\$\{?[#!]?"
    for match in re.finditer(rf"(?:{opening})(PREFECT__\w+)", raw):
        name = match[1]
        if name not in CHANGING:
            continue
        offset = start + match.start(1)
        if fate := renamed.get(name):
            report.edit(fate.rule, offset, [(offset, offset + len(name), fate.name)], fate.message)
            continue
        unknown(report, offset, name)


def unknown(report: Report, offset: int, name: str) -> None:
    """Report a variable that is read or passed on, and set elsewhere."""
    if fate := rename(name, "http://x/graphql", report.options):
        message = f"{name} is {fate.name} in 1.x; where it is set isn't known"
        report.tell(UNCERTAIN_VARIABLE, offset, message)
