"""Images of an old Prefect that ``helm … --set`` names by their tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prefect_codemods.options import Options
from prefect_codemods.shell.argv import CommandNote, Verdict
from prefect_codemods.shell.rules import CommandRule, shell_rules
from prefect_codemods.shell.words import Word

_SET = re.compile(r"--set(?:-string|-literal)?(?P<value>=.*)?", re.DOTALL)
_PAIR = re.compile(r"(?P<path>(?:[^=,\\]|\\.)+)=(?P<value>\{[^}]*\}|(?:[^,\\]|\\.)*),?")
_TAG = re.compile(r"(?:.*_)?tag", re.IGNORECASE)
_OLD = re.compile(r"0\.\d+\.\d+(?P<python>-python3\.\d+)?|all_extras\S*|core-0\.\S+")
_NAMES = ("repository", "name", "image")


def _judge_helm_command(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    given = list(_values_that_are_set(words, at))
    names = {path: value for _, path, value in given}
    about_prefect = any("prefect" in word.raw.lower() for word in words)
    for number, path, tag in given:
        table, _, key = path.rpartition(".")
        old = _OLD.fullmatch(tag)
        if old is None or not _TAG.fullmatch(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key)):
            continue
        siblings = [names[f"{table}.{name}"] for name in _NAMES if f"{table}.{name}" in names]
        repository = siblings[0] if siblings else "prefecthq/prefect"
        if not siblings and not about_prefect and not old["python"]:
            continue
        if (change := shell_rules(options).judge_image(f"{repository}:{tag}", options)) is not None:
            message = f"`{path}={tag}`: {change.message}"
            verdict.notes.append(CommandNote(change.rule, number, message, help=change.rule.advice))


def _values_that_are_set(words: Sequence[Word], at: int) -> Iterator[tuple[int, str, str]]:
    """What is set: the number of the word, the path, and the value, as far as they are known."""
    for number in range(at, len(words)):
        match = _SET.fullmatch(words[number].prefix)
        if match is None:
            continue
        here = number if match["value"] is not None else number + 1
        if here < len(words):
            text = words[here].value or words[here].raw.strip("\"'")
            text = text.partition("=")[2] if here == number else text
            for pair in _PAIR.finditer(text):
                yield here, pair["path"], pair["value"].strip("\"'")


COMMANDS = CommandRule("helm", _judge_helm_command)
