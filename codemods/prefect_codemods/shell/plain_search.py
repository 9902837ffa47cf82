"""Old commands, variables, images and requirements in text that nothing here can read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from prefect_codemods import chain
from prefect_codemods.findings import Diagnostic, Level, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.text_edits import Report

_QUOTES = re.compile(r"[\"',]")
_WORD = re.compile(r"[^\s\"'`,;()<>|\\]+")


def search_text(text: str, options: Options) -> list[Diagnostic]:
    """What stands in ``text`` and is old, each thing once, at its first place, with its count."""
    return list(chain.run(text, options, _search).diagnostics)


def _search(text: str, options: Options) -> Rewritten:
    if options.migration.release_signs().for_later_releases(text):
        return Rewritten(text)
    report = Report(text, options, "text")
    _commands(report)
    _variables(report)
    _references(report)
    return Rewritten(text, diagnostics=tuple(_counted(report.done().diagnostics)))


def _commands(report: Report) -> None:
    known = shell_rules(report.options).text
    for match in known.old_command.finditer(_QUOTES.sub(" ", report.text)):
        shown = " ".join(match.group().split())
        message = f"an old command can't be edited here: `{shown}`"
        report.tell(known.uncertain_command, match.start(), message)


def _variables(report: Report) -> None:
    rules = shell_rules(report.options)
    for match in rules.mentioned_variable.finditer(report.text):
        change = rules.judge_variable(match.group(), "", report.options)
        if change is not None:
            level = Level.MANUAL if change.edits else change.level
            report.tell(change.rule, match.start(), change.message, level=level, help=change.help)


def _references(report: Report) -> None:
    """Images and requirements."""
    rules = shell_rules(report.options)
    library = report.options.migration.catalogue().library
    for match in _WORD.finditer(report.text):
        word = match.group()
        if library not in word:
            continue
        image = rules.judge_image(word, report.options) if "/" in word else None
        pin = rules.judge_requirement(word, report.options) if image is None else None
        found = image or (pin if pin is not None and pin.level is not Level.NOTE else None)
        if found is not None:
            report.tell(found.rule, match.start(), found.message, level=found.level)


def _counted(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    times = Counter((d.rule, d.message) for d in found)
    firsts: dict[tuple[str, str], Diagnostic] = {}
    for diagnostic in found:
        firsts.setdefault((diagnostic.rule, diagnostic.message), diagnostic)
    return [
        replace(d, message=f"{d.message} ({times[key]} times)") if times[key] > 1 else d
        for key, d in firsts.items()
    ]
