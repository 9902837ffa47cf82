"""Dockerfiles: what they run, the variables they set, the images they start from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from prefect_codemods.lines import cut_lines
from prefect_codemods.rule import registered_rules
from prefect_codemods.shell import script
from prefect_codemods.shell.argv import Uncertain, Verdict, as_spans
from prefect_codemods.shell.assignments import (
    judge_assignment,
    rename_readings,
    report_set_elsewhere,
)
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.shell.verdict_writer import WordsInText, write_verdict
from prefect_codemods.shell.words import Word, scan_all
from prefect_codemods.text_edits import Edit, Report

_INSTRUCTION = re.compile(r"[ \t]*(?P<name>[A-Za-z]+)[ \t]+")
_NESTED = re.compile(r"(?P<name>CMD|RUN|ENTRYPOINT)[ \t]+", re.IGNORECASE)
_FLAGS = re.compile(r"(?:--[a-z][\w-]*(?:=\S*)?(?:[ \t]+|[ \t]*\\\r?\n[ \t]*))+")
_HEREDOC = re.compile(r"<<-?[\"']?([A-Za-z_]\w*)[\"']?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_TEXTS = frozenset(("LABEL", "MAINTAINER"))
_RUNS = frozenset(("RUN", "CMD", "ENTRYPOINT"))


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its name in capitals, and where its arguments stand."""

    name: str
    start: int
    end: int


def read_dockerfile(report: Report) -> None:
    """Judge a Dockerfile instruction by instruction."""
    if re.search(r"^#[ \t]*escape[ \t]*=[ \t]*`", report.text, re.MULTILINE):
        # Words would be cut at the wrong places: what looks old is reported as in any text.
        script.report_leftovers(report, 0, len(report.text), "a Dockerfile with ` for its escapes")
        return
    renamed: dict[str, VariableChange] = {}
    stage: dict[str, list[Word]] = {}
    for found in _read_instructions(report.text):
        if found.name == "FROM":
            _judge_image(report, found)
            # A stage ends here: what it starts with is ENTRYPOINT and CMD together, in any order.
            _judge_start(report, stage)
            stage = {}
        elif found.name in ("ENV", "ARG"):
            _judge_variables(report, found, renamed)
        elif found.name in _RUNS:
            listed = _judge_run(report, found, renamed)
            if found.name == "RUN":
                _judge_listed(report, listed)
            else:
                stage[found.name] = listed
        else:
            if found.name in _TEXTS:
                report.leave(found.start, found.end)
            elif found.name in ("COPY", "ADD"):
                commands, _ = scan_all(report.text, found.start, found.end, "dockerfile")
                script.leave_names(report, [word for each in commands for word in each.words])
            text = report.text[found.start : found.end]
            rename_readings(report, found.start, text, renamed)
    _judge_start(report, stage)


def _read_instructions(text: str) -> Iterator[Instruction]:
    offset = 0
    lines = cut_lines(text)
    number = 0
    while number < len(lines):
        line = lines[number]
        start, offset = offset, offset + len(line)
        number += 1
        match = _INSTRUCTION.match(line)
        if match is None or line.lstrip().startswith("#"):
            continue
        while line.rstrip().endswith("\\") and number < len(lines):
            line = lines[number]
            offset += len(line)
            number += 1
            # Docker drops comments and blank lines within an instruction, and goes on with it.
            while (not line.strip() or line.lstrip().startswith("#")) and number < len(lines):
                line = lines[number]
                offset += len(line)
                number += 1
        name = match["name"].upper()
        # The lines of a here-document belong to its instruction, whatever they look like.
        for word in _HEREDOC.findall(line) if name in ("RUN", "COPY") else ():
            while number < len(lines):
                line = lines[number]
                offset += len(line)
                number += 1
                if line.strip() == word:
                    break
        at = start + match.end()
        # These hold an instruction, which is judged as if it stood alone.
        while name in ("ONBUILD", "HEALTHCHECK"):
            flags = _FLAGS.match(text, at, offset)
            nested = _NESTED.match(text, flags.end() if flags else at, offset)
            if nested is None:
                break
            name, at = nested["name"].upper(), nested.end()
        yield Instruction(name, at, offset)


def _judge_image(report: Report, found: Instruction) -> None:
    words = list(re.finditer(r"\S+", report.text[found.start : found.end]))
    named = next((w for w in words if not w.group().startswith("--")), None)
    if named is None:
        return
    at = found.start + named.start()
    change = shell_rules(report.options).judge_image(named.group(), report.options, base=True)
    if change is None:
        return
    if change.new:
        edit = (at, at + len(named.group()), change.new)
        report.edit(change.rule, at, [edit], change.message)
    else:
        report.tell(change.rule, at, change.message, level=change.level)


def _judge_variables(
    report: Report, found: Instruction, renamed: dict[str, VariableChange]
) -> None:
    commands, trouble = scan_all(report.text, found.start, found.end, "dockerfile")
    words = [word for command in commands for word in command.words]
    if trouble is not None or not words:
        script.report_leftovers(report, found.start, found.end, f"{found.name} that can't be read")
        return
    if found.name == "ENV" and "=" not in words[0].raw:
        _judge_spaced(report, found, words, renamed)
        return
    for word in words:
        name, equals, raw = word.raw.partition("=")
        if equals:
            at = word.start + len(name) + 1
            judge_assignment(report, word.start, name, at, at + len(raw), renamed)
        elif name in shell_rules(report.options).renamed:
            report_set_elsewhere(report, word.start, name)
        rename_readings(report, word.start, word.raw, renamed)


def _judge_spaced(
    report: Report, found: Instruction, words: list[Word], renamed: dict[str, VariableChange]
) -> None:
    """``ENV NAME value``: all the rest of the line is the value."""
    name = words[0].raw
    at = words[1].start if len(words) > 1 else words[0].end
    end = at + len(report.text[at : found.end].rstrip())
    judge_assignment(report, words[0].start, name, at, end, renamed)
    rename_readings(report, at, report.text[at:end], renamed)


def _judge_run(
    report: Report, found: Instruction, renamed: dict[str, VariableChange]
) -> list[Word]:
    """Judge RUN, CMD and ENTRYPOINT in shell form; the elements of one in exec form."""
    flags = _FLAGS.match(report.text, found.start, found.end) if found.name == "RUN" else None
    start = flags.end() if flags else found.start
    elements = _json_words(report.text[start : found.end], start)
    if elements is None:
        script.read_script(report, start, found.end, "dockerfile", renamed)
    return elements or []


def _judge_start(report: Report, stage: dict[str, list[Word]]) -> None:
    """Judge what a stage starts: the CMD gives arguments to the ENTRYPOINT."""
    entry, command = stage.get("ENTRYPOINT", []), stage.get("CMD", [])
    _judge_listed(report, [*entry, *command], len(entry))


def _judge_listed(report: Report, words: list[Word], boundary: int = 0) -> None:
    """Judge a command in exec form; from word ``boundary`` on it stands in another instruction."""
    if not words:
        return
    rules = shell_rules(report.options)
    verdict = rules.judge_command(words, report.options)
    if verdict is None:
        _judge_script(report, words)
        return
    write_verdict(
        WordsInText(report, words), verdict, partial(_edits_in_exec_form, words, verdict, boundary)
    )


def _edits_in_exec_form(words: list[Word], verdict: Verdict, boundary: int) -> list[Edit]:
    """The edits of a command in exec form. Raises ``Uncertain`` where they cross the ``boundary``."""
    sides = {op.word < boundary for op in verdict.ops}
    crosses = boundary and any(op.place == "delete" and op.word == boundary for op in verdict.ops)
    if len(sides) > 1 or crosses:
        raise Uncertain(f"{verdict.message}; its words are in two instructions", boundary)
    return as_spans(words, verdict, json.dumps, ", ")


def _judge_script(report: Report, words: list[Word]) -> None:
    """``["sh", "-c", "prefect agent start"]``: the string is shell."""
    program = shell_rules(report.options).program(words)
    if program is None or program.script is None:
        return
    word = words[program.script]
    if word.value == word.raw[1:-1]:
        done = script.rewrite_line(word.value, report.options)
        for change in done.changes:
            rule = registered_rules()[change.rule]
            edit = (word.start + 1, word.end - 1, json.dumps(done.text)[1:-1])
            report.edit(rule, word.start + 1, [edit], change.message)
        for finding in done.diagnostics:
            rule = registered_rules()[finding.rule]
            at = word.start + 1
            report.tell(rule, at, finding.message, level=finding.level, help=finding.help)
    else:
        script.report_leftovers(report, word.start, word.end, "a quoted script")


def _json_words(body: str, start: int) -> list[Word] | None:
    """The elements of an exec form; ``None`` for a shell form."""
    try:
        values = json.loads(re.sub(r"\\\r?\n", "", body))
    except ValueError:
        return None
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        return None
    spans = list(_STRING.finditer(body))
    if [json.loads(span.group()) for span in spans] != values:
        return None
    return [
        Word(span.group(), value, value, True, start + span.start(), start + span.end())
        for span, value in zip(spans, values, strict=True)
    ]
