"""Shell text: scripts, and the pieces of shell in other files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence

from prefect_codemods.findings import Level, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.shell import command_wrappers, unreported_text
from prefect_codemods.shell.argv import Uncertain, as_spans
from prefect_codemods.shell.assignments import (
    judge_assignment,
    rename_readings,
    report_set_elsewhere,
)
from prefect_codemods.shell.inline_code import old_code
from prefect_codemods.shell.rules import ImageChange, VariableChange, shell_rules
from prefect_codemods.shell.verdict_writer import WordsInText, write_verdict
from prefect_codemods.shell.words import Command, Dialect, Word, scan_all
from prefect_codemods.text_edits import Report

_PRINTERS = frozenset(("echo", "printf", "cat", "tee"))
TEXT_COMMANDS = _PRINTERS.union(
    ("grep", "egrep", "fgrep", "rg", "ag", "ack", "sed", "awk", "git", "logger", "man", "which"),
    ("type", "test", "[", "[[", "read", ":", "true", "curl", "wget", "open", "gh", "hash"),
)
"""Commands whose arguments are text."""

_DECLARES = frozenset(("export", "unset", "declare", "typeset", "readonly", "local"))
_SETS = re.compile(r"(?:--?[\w-]+=|-e)?(?P<name>[A-Z][A-Z_0-9]*)\+?=")
_OPTION = r"(?:--?[\w-]+=|-e)?"
_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]", re.MULTILINE)
_SUBSTITUTION = re.compile(r"\$\([^()]*\)|`[^`]*`")
Quote = Callable[[str], str]


def read_script(
    report: Report,
    start: int = 0,
    end: int | None = None,
    dialect: Dialect = "shell",
    renamed: dict[str, VariableChange] | None = None,
) -> dict[str, VariableChange]:
    """Judge the shell text at ``start:end``.

    ``renamed`` holds the variables that were renamed before it, and gets those that it sets.
    """
    stop = len(report.text) if end is None else end
    renamed = {} if renamed is None else renamed
    commands, trouble = scan_all(report.text, start, stop, dialect)
    reader = _Reader(report, dialect, renamed)
    for command in commands:
        reader.command(command)
    for command in commands:
        for word in command.words:
            rename_readings(report, word.start, word.raw, renamed, make=dialect == "makefile")
    if trouble is not None:
        last = max((c.words[-1].end for c in commands if c.words), default=start)
        if last < trouble.offset or last < stop:
            _tell_unread(report, last, stop, trouble.offset, trouble.message)
    return renamed


def rewrite_line(line: str, options: Options) -> Rewritten:
    """Judge shell text of one line or more, as ``sh -c`` reads it."""
    report = Report(line, options, "shell")
    read_script(report)
    unreported_text.search_unreported_text(report)
    return report.done()


def report_leftovers(report: Report, start: int, end: int, why: str) -> None:
    """Report what looks like an old command or variable in text that is left as it is."""
    rules = shell_rules(report.options)
    for match in rules.old_commands(report.text, report.options, start, end):
        message = f"an old command in {why} is left: `{' '.join(match.group().split())}`"
        report.tell(rules.text.uncertain_command, match.start(), message)
    for match in rules.old_assignment.finditer(report.text, start, end):
        message = f"an old variable in {why} is left: {match.group()}"
        report.tell(rules.text.uncertain_variable, match.start(), message)


def leave_names(report: Report, words: Sequence[Word]) -> None:
    """Say that what looks like the name of a program among ``words`` runs none."""
    programs = shell_rules(report.options).text.programs
    for word in words:
        if word.value in programs:
            report.leave(word.start, word.end)


def _tell_unread(report: Report, start: int, end: int, offset: int, message: str) -> None:
    part = report.text[start:end]
    rules = shell_rules(report.options)
    if rules.text.old_command.search(part) or rules.old_assignment.search(part):
        report.tell(
            rules.text.unreadable,
            min(offset, max(len(report.text) - 1, 0)),
            f"shell text from here on can't be read ({message}), and was left",
            level=Level.ERROR,
        )


class _Reader:
    """Judges commands one by one; ``quote`` writes an argument where the text stands."""

    def __init__(
        self,
        report: Report,
        dialect: Dialect,
        renamed: dict[str, VariableChange],
        quote: Quote = shlex.quote,
    ) -> None:
        self.report = report
        self.dialect = dialect
        self.renamed = renamed
        self.quote = quote
        self.rules = shell_rules(report.options)

    def command(self, command: Command) -> None:
        words = command.words
        if command.head:
            leave_names(self.report, words)
            return
        name = self._name(words)
        writes = command.writes or self._writes_file(name, words)
        for start, end in command.docs:
            if not words and self.dialect == "dockerfile":
                # `RUN <<EOF` runs the document itself.
                read_script(self.report, start, end, "shell", self.renamed)
            elif name in _PRINTERS and not writes:
                self.report.leave(start, end)
            elif not self._report_code(start, end):
                report_leftovers(self.report, start, end, "a here-document")
        if not words:
            return
        if command.array:
            report_leftovers(self.report, words[0].start, words[-1].end, "an array")
            return
        # What `echo` says is for people, unless it becomes a file or another command reads it.
        if name in TEXT_COMMANDS:
            if writes and name in _PRINTERS:
                report_leftovers(
                    self.report, words[0].start, words[-1].end, "text that is written or piped"
                )
            else:
                self.report.leave(words[0].start, words[-1].end)
            return
        touched = self._judge(words)
        if not touched:
            self._behind(words)
        script = self._script(words)
        for number, word in enumerate(words):
            self._variable(words, number)
            if number not in touched and number != script:
                self._string(word)

    def _writes_file(self, name: str, words: list[Word]) -> bool:
        """Whether a command that prints names a file for what it prints, as ``tee`` does."""
        program = self.rules.program(words)
        behind = words[1 if program is None else program.word :]
        return name == "tee" and any(not (word.value or "").startswith("-") for word in behind)

    def _report_code(self, start: int, end: int) -> bool:
        """Report old Python code in a here-document; whether it has any."""
        report = self.report
        document = report.text[start:end]
        # A line of YAML may be Python, too: `command: ["x"]` annotates a name.
        found = old_code(document, report.options) if _IMPORT.search(document) else {}
        if not found:
            return False
        message = f"the Python code in this here-document is old ({', '.join(found)})"
        report.tell(self.rules.text.inline_code, start + min(found.values()), message)
        report.leave(start, end)
        return True

    def _judge(self, words: list[Word]) -> set[int]:
        """Apply the verdict on a command; the words that it dealt with."""
        report = self.report
        verdict = self.rules.judge_command(words, report.options)
        if verdict is None:
            return set()
        program = self.rules.program(words)
        if (
            program
            and program.name in self.rules.text.programs
            and not (verdict.ops or verdict.notes)
        ):
            report.leave(words[0].start, words[-1].end)
        place = WordsInText(report, words)
        if not write_verdict(place, verdict, lambda: as_spans(words, verdict, self._quoted)):
            return set()
        return {note.word for note in verdict.notes} | {op.word for op in verdict.ops}

    def _quoted(self, text: str) -> str:
        if self.dialect == "makefile" and "$" in text:
            raise Uncertain("a dollar can't be written here for certain", 0)
        return self.quote(text)

    def _script(self, words: list[Word]) -> int | None:
        """Judge the text behind ``sh -c``; the number of its word."""
        program = self.rules.program(words)
        if program is None or program.script is None:
            return None
        word = words[program.script]
        body = word.raw[1:-1]
        plain = word.raw[:1] == "'" == word.raw[-1:] and "'" not in body
        plain |= word.raw[:1] == '"' == word.raw[-1:] and not set(body) & set('"\\`')
        if not plain or len(word.raw) < 2:
            report_leftovers(self.report, word.start, word.end, "a quoted script")
            return program.script
        inner = _Reader(self.report, self.dialect, self.renamed, _plain_text)
        commands, trouble = scan_all(self.report.text, word.start + 1, word.end - 1, self.dialect)
        if trouble is not None:
            report_leftovers(self.report, word.start, word.end, "a quoted script")
            return program.script
        for command in commands:
            inner.command(command)
        return program.script

    def _string(self, word: Word) -> None:
        if word.value is not None and (
            change := self.rules.judge_image(word.value, self.report.options)
        ):
            self._image(word, change)
        shown = word.value if word.value is not None else _SUBSTITUTION.sub("", word.raw)
        if self.rules.text.old_command.search(shown):
            report_leftovers(self.report, word.start, word.end, "a string")

    def _image(self, word: Word, change: ImageChange) -> None:
        assert word.value is not None
        at = word.start + word.raw.find(word.value)
        if change.new and at >= word.start:
            edit = (at, at + len(word.value), change.new)
            self.report.edit(change.rule, at, [edit], change.message)
        else:
            self.report.tell(change.rule, word.start, change.message, level=change.level)

    def _behind(self, words: list[Word]) -> None:
        """Report an old command behind a program that isn't known to run it."""
        for number, word in enumerate(words):
            program = command_wrappers.program_name(word.value or "")
            if program not in self.rules.text.programs:
                continue
            whole = " ".join([program, *(w.value or "?" for w in words[number + 1 :])])
            old = next(self.rules.old_commands(whole, self.report.options), None)
            if number and old is not None and not old.start():
                rest = " ".join(whole.split(" ")[:3])
                message = f"an old command behind `{words[0].raw}` is left: `{rest}`"
                self.report.tell(self.rules.text.uncertain_command, word.start, message)
                return

    def _variable(self, words: list[Word], number: int) -> None:
        word = words[number]
        if match := _SETS.match(word.prefix):
            name = match["name"]
            start = word.raw.find(name)
            at = start + len(name) + 1
            if start < 0 or word.raw[at - 1 : at] != "=":
                return
            closing = 1 if word.raw[:1] in "\"'" and word.raw[-1] == word.raw[0] else 0
            begin, end = word.start + at, word.end - closing
            judge_assignment(self.report, word.start + start, name, begin, end, self.renamed)
        elif word.value is not None and (
            match := re.fullmatch(
                f"{_OPTION}(?P<name>{self.rules.mentioned_variable.pattern})", word.prefix
            )
        ):
            self._passed(words, number, match)

    def _passed(self, words: list[Word], number: int, match: re.Match[str]) -> None:
        name = match["name"]
        offset = words[number].start + words[number].raw.find(name)
        before = words[number - 1].value or "" if number else ""
        declares = (words[0].value or "") in _DECLARES
        if not (declares or before.startswith("-") or match.start("name")):
            return
        if name not in self.rules.renamed:
            change = self.rules.judge_mention(name, self.report.options)
            if change is not None and not change.edits:
                message, help = change.message, change.help
                self.report.tell(change.rule, offset, message, level=change.level, help=help)
        elif declares and (renamed := self.renamed.get(name)):
            edit = (offset, offset + len(name), renamed.name)
            self.report.edit(renamed.rule, offset, [edit], renamed.message)
        else:
            report_set_elsewhere(self.report, offset, name)

    def _name(self, words: list[Word]) -> str:
        """The program that gets the arguments of a command."""
        if not words:
            return ""
        program = self.rules.program(words)
        name = (
            command_wrappers.program_name(words[0].value or "") if program is None else program.name
        )
        if name == "xargs":
            return next((w.value for w in words if w.value in TEXT_COMMANDS), name)
        return name


def _plain_text(text: str) -> str:
    """A text inside a quoted script, where it can't be quoted again."""
    if shlex.quote(text) != text:
        raise Uncertain("an old command in a quoted script is left: it needs quotes of its own", 0)
    return text
