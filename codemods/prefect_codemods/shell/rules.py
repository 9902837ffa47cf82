"""What a migration tells the shell engine: commands, variables, images and requirements.

The modules of its shell rules declare instances of these classes at their top.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from prefect_codemods import registry
from prefect_codemods.findings import Level
from prefect_codemods.migration import Migration
from prefect_codemods.options import Options
from prefect_codemods.rule import Rule
from prefect_codemods.shell import command_wrappers
from prefect_codemods.shell.argv import CommandNote, Uncertain, Verdict
from prefect_codemods.shell.words import Word, scan_all

Judge = Callable[[Sequence[Word], int, Options, Verdict], None]


@dataclass(frozen=True, slots=True)
class CommandRule:
    """Judges commands of ``program`` whose arguments begin with ``words``.

    ``judge`` gets all words of the command and the number of the word behind these. It may raise
    ``Uncertain``.
    """

    program: str
    judge: Judge
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VariableChange:
    """What becomes of one variable: ``name`` and ``value`` as they should be.

    Without ``edits`` there is only something to report.
    """

    rule: Rule
    message: str
    name: str
    value: str
    edits: bool = False
    level: Level = Level.ERROR
    help: str = ""


@dataclass(frozen=True, slots=True)
class VariableRule:
    """Judges variables by name and value; the last argument says whether an agent gets them.

    ``names`` are those about which there may be something to say, ``renamed`` those that get
    another name: what a renamed variable becomes is shown by the value ``sample``.
    """

    judge: Callable[[str, str, Options, bool], VariableChange | None]
    names: frozenset[str]
    renamed: frozenset[str] = frozenset()
    sample: str = ""


_WHOLE = re.compile(r"[^\n`;&|]{0,400}")
"""A command with all of its arguments, in text; of one that goes on for long, the first of them."""
_WORD = r"[^\s`;&|()\[\]{}]{1,200}"
_ALONE = re.compile(rf"{_WORD}(?:[ \t]{_WORD}){{0,20}}(?=[ \t]{{2}}|[ \t]*(?:[`;&|)\]}}\n]|$))")
"""The same where nothing else follows on its line, or blanks in the place of what isn't code."""


@dataclass(frozen=True, slots=True)
class ImageChange:
    """What becomes of a reference to an image: ``new`` is empty where it stays."""

    rule: Rule
    message: str
    new: str = ""
    level: Level = Level.MANUAL


@dataclass(frozen=True, slots=True)
class ImageRule:
    """Judges references to images; ``base``: only where containers or stages start from one."""

    judge: Callable[[str, Options], ImageChange | None]
    base: bool = False


@dataclass(frozen=True, slots=True)
class RequirementFinding:
    """What is reported of one requirement."""

    rule: Rule
    message: str
    level: Level


@dataclass(frozen=True, slots=True)
class RequirementRule:
    """Judges requirements on ``package``, as pip writes them and as a constraint alone.

    ``reported`` is the rule under which old ones are reported.

    ``judge`` gets the requirement; ``judge_constraint`` what to show, and the constraint.
    """

    package: str
    reported: Rule
    judge: Callable[[str, Options], RequirementFinding | None]
    judge_constraint: Callable[[str, str, Options], RequirementFinding | None]


@dataclass(frozen=True, slots=True)
class ShellText:
    """What text about the library looks like, and the rules for what can't be judged or read.

    ``programs`` are the names of its programs, ``modules`` those that ``python -m`` starts as a
    program. ``old_command`` finds old commands in text that isn't read as one; ``agent`` finds a
    command that starts an agent, ``container_agent`` one that runs in a container, ``old_path`` old
    names of Python in text that isn't read as Python. ``variable_prefix`` begins the variables that
    stand for keys of the library's configuration file, of which ``free_tables`` are the user's own
    and ``config_tables`` all those at its top.
    """

    programs: frozenset[str]
    modules: Mapping[str, str]
    old_command: re.Pattern[str]
    agent: re.Pattern[str]
    container_agent: re.Pattern[str]
    variable_prefix: str
    free_tables: frozenset[str]
    uncertain_command: Rule
    uncertain_variable: Rule
    unreadable: Rule
    inline_code: Rule
    old_path: re.Pattern[str]
    new_series: str
    config_tables: frozenset[str] = frozenset()

    def with_keys(self, sentence: str) -> str:
        """``sentence`` with the keys of the configuration file for the variables that it names."""
        variable = re.compile(rf"{self.variable_prefix}(?P<key>[A-Z_]*[A-Z])")
        return variable.sub(lambda m: m["key"].lower().replace("__", "."), sentence)


@dataclass(frozen=True, slots=True)
class ShellRules:
    """All that one migration knows of shell text."""

    text: ShellText
    commands: tuple[CommandRule, ...]
    variables: tuple[VariableRule, ...]
    images: tuple[ImageRule, ...]
    requirements: tuple[RequirementRule, ...]
    names: frozenset[str]
    renamed: frozenset[str]
    old_assignment: re.Pattern[str]
    mentioned_variable: re.Pattern[str]

    def program(self, words: Sequence[Word]) -> command_wrappers.Program | None:
        """The program that a command runs; ``None`` where that isn't certain."""
        return command_wrappers.find_program(words, self.text.programs, self.text.modules)

    def judge_command(self, words: Sequence[Word], options: Options) -> Verdict | None:
        """What is to be done with one command; ``None`` where no rule is about it."""
        program = self.program(words)
        if program is None or program.script is not None:
            return None
        verdict = Verdict()
        if program.name in self.text.programs:
            signs = options.migration.release_signs()
            if signs.for_later_releases(" ".join(word.raw for word in words)):
                return verdict
        try:
            for rule in self.commands:
                behind = program.word + len(rule.words)
                given = tuple(word.value for word in words[program.word : behind])
                if rule.program == program.name and given == rule.words:
                    rule.judge(words, behind, options, verdict)
        except Uncertain as reason:
            help = reason.help or self.text.uncertain_command.advice
            message = f"an old command is left: {reason.message}"
            note = CommandNote(self.text.uncertain_command, reason.word, message, Level.ERROR, help)
            return Verdict(notes=[*verdict.notes, note])
        return verdict

    def old_commands(
        self, text: str, options: Options, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """What looks like an old command in ``text[start:end]``, and is one for the target."""
        stop = len(text) if end is None else end
        for match in self.text.old_command.finditer(text, start, stop):
            commands, _ = scan_all(text, *match.span())
            verdict = self.judge_command(commands[0].words, options) if commands else None
            if verdict is None or not (verdict.ops or verdict.notes):
                continue
            whole = _WHOLE.match(text, match.start(), stop)
            later = options.migration.release_signs().for_later_releases
            if whole is not None and later(whole.group()):
                continue
            alone = _ALONE.match(text, match.start(), stop)
            covers = alone is not None and alone.end() >= match.end()
            if alone is None or not covers or self._is_old(alone.group(), options) is not False:
                yield match

    def _is_old(self, text: str, options: Options) -> bool | None:
        """Whether a command with all of its arguments is old; ``None`` where that isn't certain."""
        commands, trouble = scan_all(text, 0, len(text))
        if trouble is not None or len(commands) != 1:
            return None
        verdict = self.judge_command(commands[0].words, options)
        return None if verdict is None else bool(verdict.ops or verdict.notes)

    def judge_variable(
        self, name: str, value: str, options: Options, *, agent: bool = False
    ) -> VariableChange | None:
        """Judge a variable; ``None``: it is fine as it is.

        ``value`` is without quotes; expansions such as ``$HOST`` may stand in it as they are
        written. ``agent``: the variable belongs to an agent, whose names are told apart by that
        only.
        """
        found = (rule.judge(name, value, options, agent) for rule in self.variables)
        return next((change for change in found if change is not None), None)

    def judge_mention(self, name: str, options: Options) -> VariableChange | None:
        """Judge a variable whose value isn't known."""
        samples = [rule.sample for rule in self.variables if name in rule.renamed]
        found = (self.judge_variable(name, value, options) for value in ("", *samples))
        return next((change for change in found if change is not None), None)

    def new_name(self, name: str, options: Options) -> str:
        """The new name of a variable whose value isn't known; empty where it keeps its own."""
        for rule in self.variables:
            if name in rule.renamed and (change := rule.judge(name, rule.sample, options, False)):
                return change.name
        return ""

    def judge_image(
        self, reference: str, options: Options, *, base: bool = False
    ) -> ImageChange | None:
        """Judge the reference of an image; ``base``: a container or a stage starts from it."""
        rules = (rule for rule in self.images if base or not rule.base)
        found = (rule.judge(reference, options) for rule in rules)
        return next((change for change in found if change is not None), None)

    def judge_requirement(self, text: str, options: Options) -> RequirementFinding | None:
        """Judge one requirement such as ``package[extra]==0.13.19``."""
        found = (rule.judge(text, options) for rule in self.requirements)
        return next((finding for finding in found if finding is not None), None)

    @property
    def packages(self) -> tuple[str, ...]:
        """The names of the packages whose requirements are judged."""
        return tuple(dict.fromkeys(rule.package for rule in self.requirements))

    def judge_constraint(
        self, package: str, shown: str, constraint: str, options: Options
    ) -> RequirementFinding | None:
        """Judge the constraint ``constraint`` on ``package``, which is written as ``shown``."""
        rules = (rule for rule in self.requirements if rule.package == package)
        found = (rule.judge_constraint(shown, constraint, options) for rule in rules)
        return next((finding for finding in found if finding is not None), None)


def shell_rules(options: Options) -> ShellRules:
    """The shell rules of the migration that runs."""
    return _migration_rules(options.migration)


@cache
def _migration_rules(migration: Migration) -> ShellRules:
    packages = migration.rules.shell
    variables = registry.find_declared(packages, VariableRule)
    (text,) = registry.find_declared(packages, ShellText)
    names = frozenset(name for rule in variables for name in rule.names)
    return ShellRules(
        text,
        registry.find_declared(packages, CommandRule),
        variables,
        registry.find_declared(packages, ImageRule),
        registry.find_declared(packages, RequirementRule),
        names,
        frozenset(name for rule in variables for name in rule.renamed),
        re.compile(rf"(?<![\w$])(?:{'|'.join(sorted(names)) or '(?!)'})(?=\s*[=:])"),
        re.compile(rf"{re.escape(text.variable_prefix)}\w+"),
    )
