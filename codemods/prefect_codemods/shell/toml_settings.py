"""The library's configuration file: keys are edited where they stand, and move with their line.

Only lines of the form ``key = value`` under a table header are edited; what else sets an old key
is reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from prefect_codemods.findings import Refusal
from prefect_codemods.parsing import parse_toml
from prefect_codemods.shell.assignments import without_quotes
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.shell.toml_places import (
    TomlEntry,
    key_places,
    leaf_values,
    place_of,
    set_lines,
)
from prefect_codemods.text_edits import Edit, Report


def read_settings_file(report: Report, document: dict[str, Any]) -> None:
    """Judge the settings of a file that holds nothing else.

    Raises ``Refusal`` where the edits would change more than they say.
    """
    before = _flatten_keys(document)
    moved: dict[str, str] = {}
    seen: set[str] = set()
    for entry in set_lines(report.text):
        seen.add(entry.path)
        _judge_config(report, entry, before, moved)
    report_old_keys(report, document, {path for path in before if path not in seen})
    if moved:
        _check_keys(before, _flatten_keys(parse_toml(report.done().text)), moved)


def report_old_keys(
    report: Report, document: dict[str, Any], paths: set[str], below: str = ""
) -> None:
    """Report the old keys among ``paths``, which are left as they are.

    ``below`` is the table of a file for more than this library in which its settings stand.
    """
    places = key_places(report.text)
    for path, value in leaf_values(document):
        dotted = ".".join(path)
        if dotted in paths:
            own = dotted.removeprefix(f"{below}.") if below else dotted
            report_old_key(report, place_of(path, places), own, str(value))


def report_old_key(report: Report, at: int, path: str, value: str) -> None:
    """Report the key at ``path`` of the configuration file, if it is old; it is left as it is."""
    rules = shell_rules(report.options)
    name = rules.text.variable_prefix + path.replace(".", "__").upper()
    change = rules.judge_variable(name, value, report.options)
    if change is None or path.rpartition(".")[0] in rules.text.free_tables:
        return
    _, message = _new_path(report, change, name, path)
    if change.edits:
        report.tell(rules.text.uncertain_variable, at, message)
    else:
        help = rules.text.with_keys(change.help)
        report.tell(change.rule, at, message, level=change.level, help=help)


def _flatten_keys(document: dict[str, Any]) -> dict[str, list[object]]:
    """The values at each path: several where it is that of a list or of tables in one."""
    found: dict[str, list[object]] = {}
    for path, value in leaf_values(document):
        found.setdefault(".".join(path), []).append(value)
    return found


def _check_keys(
    before: dict[str, list[object]], after: dict[str, list[object]], moved: dict[str, str]
) -> None:
    """Hold that the edits changed the keys in ``moved`` and no others."""
    kept = {path: value for path, value in before.items() if path not in moved}
    same = all(path in after and after[path] == value for path, value in kept.items())
    if not same or after.keys() != kept.keys() | set(moved.values()):
        raise Refusal("the edits would change other values", help="please report this file")


def _judge_config(
    report: Report, entry: TomlEntry, paths: Collection[str], moved: dict[str, str]
) -> None:
    rules = shell_rules(report.options)
    prefix = rules.text.variable_prefix
    name = prefix + entry.path.replace(".", "__").upper()
    if entry.table in rules.text.free_tables or not re.fullmatch(r"[\w.]+", entry.path):
        report.leave(entry.start, entry.end)
        return
    value = without_quotes(entry.value)
    change = rules.judge_variable(name, value, report.options)
    if change is None:
        return
    path, message = _new_path(report, change, name, entry.path)
    if not change.edits:
        help = rules.text.with_keys(change.help)
        report.tell(change.rule, entry.key_at, message, level=change.level, help=help)
    elif path == entry.path:
        edits = _line_edits(report, entry, entry.key, change)
        if report.edit(change.rule, entry.key_at, edits, message):
            moved[entry.path] = path
    elif path in paths:
        help = f"Delete {entry.path}: {path} is set in the file as well."
        report.tell(rules.text.uncertain_variable, entry.key_at, message, help=help)
    elif _move_key(report, entry, path, change, message, paths):
        moved[entry.path] = path


def _new_path(report: Report, change: VariableChange, name: str, path: str) -> tuple[str, str]:
    """The path that a key moves to, and what is said of it, with keys for variables."""
    prefix = shell_rules(report.options).text.variable_prefix
    new = change.name.removeprefix(prefix).lower().replace("__", ".")
    return new, change.message.replace(name, path).replace(change.name, new)


def _line_edits(report: Report, entry: TomlEntry, key: str, change: VariableChange) -> list[Edit]:
    """The edits that write another key and value on the same line."""
    edits: list[Edit] = []
    if key != entry.key:
        edits.append((entry.key_at, entry.key_at + len(entry.key), key))
    if without_quotes(entry.value) != change.value:
        at = entry.value_at + (1 if entry.value[:1] in "\"'" else 0)
        edits.append((at, at + len(without_quotes(entry.value)), change.value))
    return edits


def _move_key(
    report: Report,
    entry: TomlEntry,
    path: str,
    change: VariableChange,
    message: str,
    paths: Collection[str],
) -> bool:
    """Move a key with its line; whether that is done."""
    table, _, key = path.rpartition(".")
    if table == entry.table:
        edits = _line_edits(report, entry, key, change)
        return report.edit(change.rule, entry.key_at, edits, message)
    text = report.text
    header = re.search(rf"^[ \t]*\[{re.escape(table)}\][^\n]*\n?", text, re.MULTILINE)
    elsewhere = header is None and any(known.startswith(f"{table}.") for known in paths)
    # A table that is written in dotted keys or in parts may not be opened a second time.
    if "." in entry.key or elsewhere:
        uncertain = shell_rules(report.options).text.uncertain_variable
        report.tell(uncertain, entry.key_at, message)
        return False
    eol = "\r\n" if "\r\n" in text else "\n"
    start = _with_comments(text, entry.start)
    rest = text[entry.key_at + len(entry.key) : entry.end].rstrip("\r\n")
    line = text[start : entry.start] + key + rest + eol
    if header is not None:
        at = header.end()
        new = line if header.group().endswith("\n") else eol + line
    else:
        at = len(text)
        # The key may be the last line: then the new table goes where the line was.
        kept = text[:start] if entry.end == at else text
        new = f"{'' if not kept or kept.endswith(chr(10)) else eol}{eol}[{table}]{eol}{line}"
    edits = [(start, entry.end, ""), (at, at, new)]
    if start < at < entry.end or at == entry.end:
        edits = [(start, at, new)]
    return report.edit(change.rule, entry.key_at, edits, message)


def _with_comments(text: str, start: int) -> int:
    """Where the comment lines right above the line at ``start`` begin."""
    above = start
    while above:
        first = text.rfind("\n", 0, above - 1) + 1
        if not text[first:above].lstrip().startswith("#"):
            break
        above = first
    return above
