"""The library's configuration file, and requirements and tasks in ``pyproject.toml``.

Only lines of the form ``key = value`` under a table header are judged; they are edited where they
stand, and a key that moves to another table moves with its line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from prefect_codemods.findings import Refusal
from prefect_codemods.lines import cut
from prefect_codemods.shell import script
from prefect_codemods.shell.assignments import bare
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.text_edits import Edit, Report

_TABLE = re.compile(r"[ \t]*\[(?P<name>[^\[\]\n]+)\][ \t]*(?:#[^\n]*)?\r?\n?$")
_KEY = re.compile(
    r"(?P<lead>[ \t]*)(?P<key>[\w.\"'-]+)[ \t]*=[ \t]*"
    r"(?P<value>\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[^#\n\"'\[{]*?)[ \t]*(?:#[^\n]*)?\r?\n?$"
)
_QUOTED = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_INLINE = re.compile(
    r"(?P<package>[\w.-]+)[ \t]*=[ \t]*\{[^}\n]*\b(?:version|tag|rev)[ \t]*=[ \t]*[\"'](?P<pin>[^\"']*)"
)
_FENCE = re.compile(r"\"\"\"|'''")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line ``key = value``: the dotted path of its key, and where all of it stands."""

    table: str
    key: str
    start: int
    key_at: int
    value_at: int
    value: str
    end: int

    @property
    def path(self) -> str:
        """The path of the key from the root of the file."""
        return f"{self.table}.{self.key}" if self.table else self.key


def read(report: Report) -> None:
    """Judge a TOML file; in text that isn't TOML, what looks old is reported.

    Raises ``Refusal`` where the edits would change more than they say.
    """
    try:
        before = toml_values(report.text)
    except Refusal as error:
        script.leftovers(report, 0, len(report.text), f"text that is {error.message}")
        return
    entries = list(_entries(report.text))
    known = shell_rules(report.options).text.config_tables
    own = {path.partition(".")[0] for path in before} <= known
    moved: dict[str, str] = {}
    for entry in entries:
        if entry.table.startswith("tool.") or entry.table in _PACKAGES:
            _project(report, entry)
        elif own:
            _config(report, entry, before, moved)
        else:
            end = entry.value_at + len(entry.value)
            script.leftovers(report, entry.value_at, end, f"the setting {entry.key}")
    _lists(report)
    if moved:
        _check(before, toml_values(report.done().text), moved)


_PACKAGES = frozenset({"packages", "dev-packages"})
"""Tables of a Pipfile."""


def _check(before: dict[str, object], after: dict[str, object], moved: dict[str, str]) -> None:
    """Hold that the edits changed the keys in ``moved`` and no others."""
    kept = {path: value for path, value in before.items() if path not in moved}
    same = all(path in after and after[path] == value for path, value in kept.items())
    if not same or after.keys() != kept.keys() | set(moved.values()):
        raise Refusal("the edits would change other values", help="please report this file")


def toml_values(text: str) -> dict[str, object]:
    """The values of a TOML text by their dotted paths.

    Raises ``Refusal`` for what isn't TOML.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        loaded = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise Refusal(f"not valid TOML: {error}", int(line[1]) if line else 1) from None
    return dict(_flattened("", loaded))


def _flattened(prefix: str, table: dict[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            yield from _flattened(path, value)
        else:
            yield path, value


def _config(report: Report, entry: Entry, paths: dict[str, object], moved: dict[str, str]) -> None:
    rules = shell_rules(report.options)
    prefix = rules.text.variable_prefix
    name = prefix + entry.path.replace(".", "__").upper()
    if entry.table in rules.text.free_tables or not re.fullmatch(r"[\w.]+", entry.path):
        report.leave(entry.start, entry.end)
        return
    value = bare(entry.value)
    change = rules.judge_variable(name, value, report.options)
    if change is None:
        return
    path = change.name.removeprefix(prefix).lower().replace("__", ".")
    message = change.message.replace(name, entry.path).replace(change.name, path)
    if not change.edits:
        report.tell(change.rule, entry.key_at, message, level=change.level, help=change.help)
    elif path == entry.path:
        edits = _written(report, entry, entry.key, change)
        if report.edit(change.rule, entry.key_at, edits, message):
            moved[entry.path] = path
    elif path in paths:
        help = f"Delete {entry.path}: {path} is set in the file as well."
        report.tell(rules.text.uncertain_variable, entry.key_at, message, help=help)
    elif _move(report, entry, path, change, message, paths):
        moved[entry.path] = path


def _written(report: Report, entry: Entry, key: str, change: VariableChange) -> list[Edit]:
    """The edits that write another key and value on the same line."""
    edits: list[Edit] = []
    if key != entry.key:
        edits.append((entry.key_at, entry.key_at + len(entry.key), key))
    if bare(entry.value) != change.value:
        at = entry.value_at + (1 if entry.value[:1] in "\"'" else 0)
        edits.append((at, at + len(bare(entry.value)), change.value))
    return edits


def _move(
    report: Report,
    entry: Entry,
    path: str,
    change: VariableChange,
    message: str,
    paths: dict[str, object],
) -> bool:
    """Move a key with its line; whether that is done."""
    table, _, key = path.rpartition(".")
    if table == entry.table:
        edits = _written(report, entry, key, change)
        return report.edit(change.rule, entry.key_at, edits, message)
    text = report.text
    header = re.search(rf"^[ \t]*\[{re.escape(table)}\][^\n]*\n?", text, re.MULTILINE)
    elsewhere = header is None and any(known.startswith(f"{table}.") for known in paths)
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


def _project(report: Report, entry: Entry) -> None:
    """A requirement of Poetry's, or a task that runs a command."""
    if "dependencies" in entry.table or entry.table in _PACKAGES:
        rules, shown = shell_rules(report.options), f"{entry.key} = {entry.value}"
        found = rules.judge_constraint(entry.key, shown, bare(entry.value), report.options)
        if found is not None:
            report.tell(found.rule, entry.key_at, found.message, level=found.level)
    else:
        end = entry.value_at + len(entry.value)
        script.leftovers(report, entry.value_at, end, f"the setting {entry.key}")


def _lists(report: Report) -> None:
    """Requirements in lists of strings: ``dependencies = ["prefect==0.13"]``."""
    if not re.search(r"^\[(?:project|tool|build-system|packages|dev-)", report.text, re.MULTILINE):
        return
    rules = shell_rules(report.options)
    offset = 0
    for line in cut(report.text):
        body = line.split("#")[0]
        if match := _INLINE.match(body):
            found = rules.judge_constraint(
                match["package"], body.strip(), match["pin"], report.options
            )
            if found is not None:
                report.tell(found.rule, offset, found.message, level=found.level)
        elif not _KEY.match(line):
            for match in _QUOTED.finditer(body):
                if pin := rules.judge_requirement(bare(match.group()), report.options):
                    at = offset + match.start()
                    report.tell(pin.rule, at, pin.message, level=pin.level)
        offset += len(line)


def _entries(text: str) -> Iterator[Entry]:
    table = ""
    offset = 0
    fence = ""
    for line in cut(text):
        start, offset = offset, offset + len(line)
        if fence:
            fence = "" if fence in line else fence
            continue
        if line.lstrip().startswith("#"):
            continue
        opened = _FENCE.search(line)
        if opened and line.count(opened.group()) % 2:
            fence = opened.group()
            continue
        if match := _TABLE.match(line):
            table = match["name"].replace(" ", "").replace('"', "")
        elif match := _KEY.match(line):
            yield Entry(
                table,
                match["key"],
                start,
                start + match.start("key"),
                start + match.start("value"),
                match["value"],
                offset,
            )
