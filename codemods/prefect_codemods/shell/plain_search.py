"""Old commands, variables, images, requirements and paths in text that nothing here can read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache

from prefect_codemods import chain
from prefect_codemods.findings import Diagnostic, Level, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.shell.interpreter_versions import asked_versions
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.shell.settings_search import search_settings
from prefect_codemods.text_edits import Report

_QUOTES = re.compile(r"[\"',]")
_WORD = re.compile(r"[^\s\"'`,;()<>|\\]+")
_SOURCE = re.compile(r"[^\s\"'`,;()]+")
_UNSHOWN = re.compile(r"[\"']|\[(?![\w,\s-]*\])")
"""Quotes, and the bracket of a list that goes on; those of extras belong to a requirement."""
_MARK = " \t-\"'"
"""What stands before an item of a list."""
_UPPER = re.compile(r"(?<![\w.$-])[A-Z][A-Z_]{3,}(?![\w.-])")
_GIT = re.compile(r"\bgit\b.")
_TEMPLATED = re.compile(r"(?P<before>[^\s\"'{]*)\{\{(?P<inner>[^{}\n]*)\}\}(?P<after>[\w.-]*)")
_DEFAULT = re.compile(r"[\"'](\d+\.\d[\w.-]*)[\"']")
"""A release within a template, as in `{{ .Values.tag | default "0.13.19" }}`."""
_SCHEME = re.compile(r"\w+://")


def search_text(text: str, options: Options) -> list[Diagnostic]:
    """What stands in ``text`` and is old, each thing once, at its first place, with its count."""
    return list(chain.run_chain(text, options, search_step).diagnostics)


def search_step(text: str, options: Options) -> Rewritten:
    """The same as what one step of a chain makes of a text that it doesn't edit."""
    if options.migration.release_signs().for_later_releases(text):
        return Rewritten(text)
    found = (*find_old(text, options), *_find_agent_variables(text, options))
    return Rewritten(text, diagnostics=tuple(_count_findings(found)))


def search_lost_classes(text: str, options: Options) -> list[Diagnostic]:
    """The lost classes whose names stand in ``text`` as words, each once with its count."""
    return list(chain.run_chain(text, options, _search_classes_step).diagnostics)


def _search_classes_step(text: str, options: Options) -> Rewritten:
    names = options.migration.catalogue().lost_classes
    if not names or options.migration.release_signs().for_later_releases(text):
        return Rewritten(text)
    report = Report(text, options, "text")
    rule = shell_rules(options).text.inline_code
    for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", text):
        message = f"old Python code can't be edited here: `{match.group()}`"
        report.tell(rule, match.start(), message)
    return Rewritten(text, diagnostics=tuple(_count_findings(report.done().diagnostics)))


def _find_agent_variables(text: str, options: Options) -> tuple[Diagnostic, ...]:
    """Old variables in a text that starts an agent in a container, which alone reads their names."""
    rules = shell_rules(options)
    if not rules.text.container_agent.search(_QUOTES.sub(" ", text)):
        return ()
    report = Report(text, options, "text")
    for match in _UPPER.finditer(text):
        name = match.group()
        if not name.startswith(rules.text.variable_prefix):
            change = rules.judge_variable(name, "", options, agent=True)
            if change is not None:
                message, help = change.message, change.help
                report.tell(change.rule, match.start(), message, level=change.level, help=help)
    return report.done().diagnostics


def find_old(text: str, options: Options, *, tables: bool = True) -> tuple[Diagnostic, ...]:
    """The same for one step of a chain, each at its own place, whatever release the text is for.

    ``tables``: settings and pins are told by their keys, as TOML has them.
    """
    report = Report(text, options, "text")
    if tables:
        search_settings(report)
    _search_commands(report)
    _search_variables(report)
    _search_images(report)
    _search_requirements(report, tables=tables)
    _search_paths(report)
    _search_interpreters(report)
    return report.done().diagnostics


def _search_commands(report: Report) -> None:
    rules = shell_rules(report.options)
    for match in rules.old_commands(_QUOTES.sub(" ", report.text), report.options):
        shown = " ".join(match.group().split())
        message = f"an old command can't be edited here: `{shown}`"
        report.tell(rules.text.uncertain_command, match.start(), message)


def _search_variables(report: Report) -> None:
    rules = shell_rules(report.options)
    for match in rules.mentioned_variable.finditer(report.text):
        change = rules.judge_mention(match.group(), report.options)
        if change is not None:
            if change.edits:
                help = change.help or rules.text.uncertain_variable.advice
                report.tell(change.rule, match.start(), change.message, help=help)
            else:
                message, help = change.message, change.help
                report.tell(change.rule, match.start(), message, level=change.level, help=help)


def _search_images(report: Report) -> None:
    rules = shell_rules(report.options)
    library = report.options.migration.catalogue().library
    for match in _WORD.finditer(report.text):
        word = match.group()
        if library not in word or "/" not in word:
            continue
        start = word.rfind("=", 0, word.rindex(library)) + 1  # `--image=NAME`, `IMAGE=NAME`
        scheme = _SCHEME.match(word, start)
        start = scheme.end() if scheme else start
        reference, by_default = _filled_template(report.text, match.start() + start, match.end())
        if found := rules.judge_image(reference, report.options):
            message = f"{found.message} (by default)" if by_default else found.message
            report.tell(found.rule, match.start() + start, message, level=found.level)


def _filled_template(text: str, start: int, end: int) -> tuple[str, bool]:
    """The word at ``text[start:end]``; one whose tag is a template, with the default that it names.

    Without a default the template is a part of the word. Also, whether a default was filled in.
    """
    match = _TEMPLATED.match(text, start) if "{{" in text[start:end] else None
    if match is None:
        return text[start:end], False
    release = _DEFAULT.search(match["inner"])
    inner = release[1] if release else f"{{{{{match['inner'].strip()}}}}}".replace(" ", "")
    return f"{match['before']}{inner}{match['after']}", release is not None


def _search_requirements(report: Report, *, tables: bool) -> None:
    rules = shell_rules(report.options)
    for package in rules.packages:
        for match in _pin_expression(package).finditer(report.text):
            if match["quoted"] and not tables:
                continue
            written = match.group().lstrip(_MARK)
            shown = " ".join(_UNSHOWN.sub("", written).split())
            ways = ("pins", "release", "key", "quoted", "spaced")
            pins = next(match[way] for way in ways if match[way])
            found = rules.judge_constraint(package, shown, pins.lstrip("@"), report.options)
            if found is not None and found.level is not Level.NOTE:
                report.tell(
                    found.rule, match.end() - len(written), found.message, level=found.level
                )
        for match in _locked_expression(package).finditer(report.text):
            release = match["listed"] or match["keyed"] or match["file"]
            found = rules.judge_constraint(
                package, f"{package} {release.lstrip('=')}", release, report.options
            )
            if found is not None and found.level is not Level.NOTE:
                help = f"{found.rule.advice} Then lock again."
                report.tell(found.rule, match.start(), found.message, level=found.level, help=help)
    for match in _SOURCE.finditer(report.text):
        if _GIT.search(match.group()) is None:
            continue
        found = rules.judge_requirement(match.group(), report.options)
        if found is not None and found.level is not Level.NOTE:
            report.tell(found.rule, match.start(), found.message, level=found.level)


_PART = r"(?:(?:base|core|docker|image|lib|library|package|pip|pypi)[_-])*"
"""What may stand between a package's name and the word for its release: another word, such as
`exporter` or `chart`, names another package."""


@cache
def _locked_expression(package: str) -> re.Pattern[str]:
    """The release of ``package`` as lock files hold it: Poetry's and uv's, Pipenv's, conda's."""
    name = rf"^[ \t]*(?:-[ \t]+)?name[ \t]*[=:][ \t]*[\"']?{package}[\"']?[ \t]*\r?\n"
    release = r"v?\d+\.\d[\w.]*"
    return re.compile(
        rf"{name}[ \t]*version[ \t]*[=:][ \t]*[\"']?(?P<listed>{release})"
        rf"|\"{package}\"\s*:\s*\{{[^{{}}]*?\"version\"\s*:\s*\"(?P<keyed>=*{release})"
        rf"|(?<![\w.-]){package}-(?P<file>\d+\.\d[\d.]*\d)(?=-py|\.tar|\.zip|\.conda)",
        re.MULTILINE,
    )


@cache
def _pin_expression(package: str) -> re.Pattern[str]:
    """Requirements on ``package``, as pip, conda and Poetry write them; and its release by itself.

    The release stands in a variable, an argument or a key that is named after the package.
    """
    one = r"(?:===?|~=|!=|<=|>=|=|<|>)[ \t]*v?[\w.*]+"
    return re.compile(
        rf"(?<![\w./-]){package}(?:\[[\w,\s-]*\])?[ \t]*(?P<pins>{one}(?:[ \t]*,[ \t]*{one})*"
        rf"|@v?\d[\w.]*)"
        rf"|(?<![A-Za-z0-9])(?:\w{{1,60}}[_-])?{package}[_-]?{_PART}(?:version(?:[_-]?tag)?|tag|release)\b[\"']?"
        rf"[ \t]*(?:[:?]?=|:)[ \t]*\[?[\"']?(?:core-)?(?P<release>v?\d+\.\d[\w.]*)"
        rf"|(?<![\w./-]){package}[\"']?[ \t]*:[ \t]*\[?[\"']?(?P<key>[~^=]*v?\d+\.\d[\w.]*)"
        rf"|(?<![\w./-]){package}[\"']?[ \t]*=[ \t]*(?:\{{(?:[^{{}}\n]*[ \t,])?version[ \t]*=[ \t]*)?"
        rf"[\"'](?P<quoted>[~^=<> ]*v?\d+\.\d[^\"'\n]*)"
        rf"|^[ \t]*-[ \t]+[\"']?(?:[\w./-]+::)?{package}[ \t]+(?P<spaced>v?\d+\.\d[\w.*]*)"
        r"[\"']?[ \t]*(?:#.*)?\r?$",
        re.IGNORECASE | re.MULTILINE,
    )


def _search_paths(report: Report) -> None:
    known = shell_rules(report.options).text
    for match in known.old_path.finditer(report.text):
        shown = " ".join(match.group().split()).rstrip("(.")
        message = f"old Python code can't be edited here: `{shown}`"
        report.tell(known.inline_code, match.start(), message)


def _search_interpreters(report: Report) -> None:
    rules = shell_rules(report.options)
    for at, version in asked_versions(report.text):
        found = rules.judge_image(f"python:{version}", report.options, base=True)
        if found is not None:
            report.tell(found.rule, at, found.message, level=found.level)


def _count_findings(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    times = Counter((d.rule, d.message) for d in found)
    firsts: dict[tuple[str, str], Diagnostic] = {}
    for diagnostic in found:
        firsts.setdefault((diagnostic.rule, diagnostic.message), diagnostic)
    return [
        replace(d, message=f"{d.message} ({times[key]} times)") if times[key] > 1 else d
        for key, d in firsts.items()
    ]
