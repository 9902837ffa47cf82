"""What stands in the parts of a document that no reader reads: searched, never edited."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from prefect_codemods import code_block_rules
from prefect_codemods.findings import Diagnostic, Level, Refusal
from prefect_codemods.options import Options
from prefect_codemods.shell.plain_search import search_lost_classes, search_text
from prefect_codemods.shell.rules import shell_rules
from prefect_migrate.documents.region import Region

_QUOTED = re.compile(
    r"(?<!`)(?:(?P<few>`{1,2})(?!`)(?P<wrapped>(?:[^\n]|\n(?![ \t\r]*\n))+?)(?<!`)(?P=few)"
    r"|(?P<many>`{3,})(?P<code>[^`\n]+)(?P=many))(?!`)"
)
"""Code within a sentence, as Markdown and reStructuredText write it."""
_NO_WORDS = re.compile(r"\"[^\"]*\"|'[^']*'|<[^<>]*>|\$?\{[^{}]*\}")
"""Strings and placeholders, whose words make no sentence."""
_SENTENCE = re.compile(
    r"(?i)[.!?:,][ \t*]*$"
    r"|\s(?:is|was|are|were|has|have|had|will|can|may|must|should|does|now|and|or|but|the|a|an|to|with"
    r"|which|that|if|for|from|by|on|of|in|as|instead)\s"
)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def report_unreadable(
    text: str, language: str, error: Refusal, options: Options
) -> Iterator[Diagnostic]:
    """A word about code that can't be read, and what is old in it; places are those in ``text``.

    Code that holds nothing old is reported only where it is a template that the user named.
    """
    signs = options.migration.release_signs()
    if signs.for_later_releases(text):
        return
    old = search_text(text, options)
    template = _TEMPLATE.search(text)
    wanted = bool(old) or bool(signs.in_older(text))
    rule = code_block_rules.TEMPLATE if template else code_block_rules.UNREADABLE
    if wanted and options.enabled(rule.code):
        if template:
            line = text.count("\n", 0, template.start()) + 1
            message = "this looks like a template (Jinja, Helm), which is not read"
            yield Diagnostic(rule.code, message, line, 1, Level.MANUAL, rule.advice)
        else:
            message = f"this {language} code was left: {error.message}"
            yield Diagnostic(
                rule.code, message, error.line, error.column, Level.MANUAL, rule.advice
            )
    # Of Python that was left it is said already that it is old.
    code = shell_rules(options).text.inline_code.code if language == "python" else ""
    yield from (found for found in old if found.rule != code)


def is_template(text: str) -> bool:
    """Whether ``text`` holds marks of Jinja, cookiecutter or Helm."""
    return _TEMPLATE.search(text) is not None


def beside_regions(
    text: str,
    regions: Sequence[Region],
    blocks: Iterable[tuple[int, int]],
    options: Options,
    *,
    speaks_of_past: bool,
) -> Iterator[Diagnostic]:
    """What is old outside of the code that was read.

    In ``blocks``, spans of lines that hold code which isn't read, in code within a sentence and in a
    line that is a command and nothing else it is left to a person; in running text, and where the
    page ``speaks_of_past``, it is noted only.
    """
    code = {number for first, last in blocks for number in range(first, last)}
    lines = _blank_regions(text, regions).split("\n")
    unread = [line if number in code else "" for number, line in enumerate(lines)]
    prose = "\n".join("" if number in code else line for number, line in enumerate(lines))
    yield from search_text("\n".join(unread), options)
    quoted = _keep_quoted_code(prose)
    # A class by itself is no code, but a sentence about it is as old as it is.
    classes = _keep_quoted_code(prose, options.migration.catalogue().lost_classes)
    for found in (*search_text(quoted, options), *search_lost_classes(classes, options)):
        yield replace(found, level=Level.NOTE, help="") if speaks_of_past else found
    running = _blank_quoted_code(prose, quoted).split("\n")
    alone = [line if _is_command(line, options) else "" for line in running]
    for found in search_text("\n".join(alone), options):
        yield replace(found, level=Level.NOTE, help="") if speaks_of_past else found
    sentences = ["" if kept else line for line, kept in zip(running, alone, strict=True)]
    for found in search_text("\n".join(sentences), options):
        yield replace(found, level=Level.NOTE, help="")


def _is_command(line: str, options: Options) -> bool:
    """Whether a line of running text is a command, a variable or a pin alone, no sentence."""
    match = _command_alone(options.migration.prefilter().words).match(line)
    return match is not None and _SENTENCE.search(_NO_WORDS.sub("", line[match.end() :])) is None


@cache
def _command_alone(words: tuple[str, ...]) -> re.Pattern[str]:
    """How a line begins that calls the library's command, sets a variable or installs something."""
    library = "|".join(map(re.escape, words))
    return re.compile(
        r"[ \t]*(?:(?:[#>*+-]+|\d{1,9}[.)]|\S*[$\u276f\u279c%])[ \t]+)*\**"
        r"(?:(?:sudo|nohup|exec|(?:poetry|pipenv)[ \t]+run|RUN|CMD)[ \t]+)*"
        r"(?:docker[ \t]+(?:run|exec)\b[^\n]*?[ \t])?"
        rf"(?:(?:[\w./~-]*/)?(?:{library})[ \t]+[a-z][\w-]*(?=[ \t*]|$)"
        rf"|(?:(?:export|set|setx|ENV)[ \t]+)?(?:{library.upper()})__\w+="
        r"|(?:python3?[ \t]+-m[ \t]+)?(?:pip3?|conda|mamba)[ \t]+install\b|FROM[ \t]+\S+$)"
    )


def _keep_quoted_code(prose: str, only: Collection[str] = ()) -> str:
    """The code between backticks, at its place behind one of them; blanks for all else.

    ``only`` are the texts that are kept, if not all are. What stands in one pair of backticks is no
    part of what stands in the next.
    """
    pieces, at = [], 0
    for match in _QUOTED.finditer(prose):
        group = "wrapped" if match["few"] else "code"
        kept = not only or match[group] in only
        pieces.append(_as_blanks(prose[at : match.start(group) - 1]))
        pieces.append("`" + match[group] if kept else _as_blanks("`" + match[group]))
        at = match.end(group)
    return "".join((*pieces, _as_blanks(prose[at:])))


def _blank_quoted_code(text: str, quoted: str) -> str:
    """``text`` with blanks where ``quoted`` has something else."""
    return "".join(
        " " if kept not in " \n" else own for own, kept in zip(text, quoted, strict=True)
    )


def _as_blanks(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _blank_regions(text: str, regions: Sequence[Region]) -> str:
    """The text without the code that is read, in as many lines."""
    pieces, at = [], 0
    for region in sorted(regions, key=lambda region: region.start):
        if region.start >= at:
            inside = text[region.start : region.end]
            pieces += [text[at : region.start], _as_blanks(inside)]
            at = region.end
    return "".join((*pieces, text[at:]))
