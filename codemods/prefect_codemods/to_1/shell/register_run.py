"""``prefect register flow`` and ``prefect run flow`` lost their second word."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import (
    CommandNote,
    Given,
    Parsed,
    Uncertain,
    Verdict,
    drop_option,
    parse_command,
    write_name,
)
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import REGISTER, REGISTER_FLOW, RUN_FLOW

REGISTER_COMMAND = rule(
    "PM303",
    "register-command",
    Kind.SAFE,
    since="1.0.0",
    what="Writes `prefect register --project P --path F --force` for `prefect register flow`.",
    why=(
        "The old command was removed in Prefect 1.0.0, and two short options changed their meaning: -p is the "
        "path now, -f is --force. The old one made a new version each time, which --force keeps."
    ),
    before="prefect register flow -f flow.py -p etl --name daily\n",
    after="prefect register --path flow.py --project etl --name daily --force\n",
    language="shell",
    source="prefect/cli/register.py of 0.13.19, prefect/cli/build_register.py of 1.4.1",
)
RUN_COMMAND = rule(
    "PM304",
    "run-command",
    Kind.SAFE,
    since="0.14.0",
    what="Writes `prefect run` for `prefect run flow`, `run cloud` and `run server`.",
    why=(
        "`run cloud` and `run server` were removed in Prefect 0.14.0, `run flow` in 1.0.0. -p is the path now, "
        "parameters and context are given key by key, and --watch shows the logs."
    ),
    before="prefect run flow -n daily -p etl -ps '{\"day\": 3}' --logs\n",
    after="prefect run -n daily --project etl --param day=3 --watch\n",
    language="shell",
    source="prefect/cli/run.py of 0.13.19, 0.15.13 and 1.4.1",
)
ALL_FLOWS = rule(
    "PM353",
    "registers-all-flows",
    Kind.MANUAL,
    since="1.0.0",
    what="Notes a rewritten registration that names no flow.",
    why="`register flow` took the first flow of the file, `register` takes all of them.",
    before="prefect register flow --file flow.py --project etl\n",
    language="shell",
    advice="Add --name if the file holds flows that are not to be registered.",
)
SHORT = rule(
    "PM354",
    "short-options",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports `prefect register -f FILE`, which forces instead of naming a file.",
    why="-f named the file of `register flow`; in `register` it is --force, and -p is the path.",
    before="prefect register --project etl -f flow.py\n",
    language="shell",
    advice="Write `prefect register --project P --path FILE`.",
)
_OLD_RUNS = {"flow", "cloud", "server"}


def _judge_register(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    if at >= len(words):
        return
    if words[at].value != "flow":
        _short(words, at, verdict)
        return
    parsed = parse_command(words, at + 1, REGISTER_FLOW)
    _no_positionals(words, parsed)
    if parsed.get("--help") and len(parsed.options) == 1:
        verdict.rule, verdict.message = REGISTER_COMMAND, "`register flow` is now `register`"
        verdict.add("delete", at)
        return
    if parsed.get("--project", "-p") is None:
        raise Uncertain("the project is not named", at, "Add --project: `register` requires one.")
    if parsed.get("--file") is None:
        raise Uncertain("the file is not named", at, "Write --path and the file.")
    verdict.rule, verdict.message = REGISTER_COMMAND, "`register flow` is now `register`"
    verdict.add("delete", at)
    for given in parsed.options:
        if given.option.action == "write":
            write_name(verdict, words, given, given.option.new)
        elif given.option.action == "drop":
            drop_option(verdict, given)
    if parsed.get("--skip-if-flow-metadata-unchanged") is None:
        verdict.add("after", len(words) - 1, "--force")
    if parsed.get("--name") is None:
        message = "all flows of the file are registered now, not the first only"
        verdict.notes.append(CommandNote(ALL_FLOWS, at, message, Level.NOTE))


def _short(words: Sequence[Word], at: int, verdict: Verdict) -> None:
    try:
        parsed = parse_command(words, at, REGISTER)
    except Uncertain:
        return
    force = parsed.get("--force")
    if force is not None and force.name == "-f" and force.word + 1 in parsed.positionals:
        message = f"-f is --force: `{words[force.word + 1].raw}` is not read as a file"
        verdict.notes.append(CommandNote(SHORT, force.word, message, Level.ERROR))
    elif parsed.positionals and words[parsed.positionals[0]].value == "flows":
        message = "Prefect has no command `register flows`"
        verdict.notes.append(CommandNote(SHORT, parsed.positionals[0], message, Level.ERROR))


def _judge_run(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    if at >= len(words):
        return
    verb = words[at].value
    if verb not in _OLD_RUNS:
        return
    if not options.target_release.reaches(Release(0, 15, 0)):
        if verb != "flow":
            verdict.rule, verdict.message = RUN_COMMAND, f"`run {verb}` is now `run flow`"
            verdict.add("replace", at, "flow")
        return
    parsed = parse_command(words, at + 1, RUN_FLOW)
    _no_positionals(words, parsed)
    if parsed.get("--no-url") and parsed.get("--watch", "--logs"):
        given = parsed.get("--no-url")
        assert given is not None
        raise Uncertain("`--no-url` beside --watch or --logs has no counterpart", given.word)
    verdict.rule, verdict.message = RUN_COMMAND, f"`run {verb}` is now `run`"
    verdict.add("delete", at)
    for given in parsed.options:
        _run_option(words, given, parsed, verdict)


def _run_option(words: Sequence[Word], given: Given, parsed: Parsed, verdict: Verdict) -> None:
    option = given.option
    if option.action == "stop":
        help = option.new[0].upper() + option.new[1:] + "."
        raise Uncertain(f"`{given.name}` has no counterpart", given.word, help)
    if option.action == "json":
        _write_json_as_pairs(words, given, option.new, verdict)
    elif given.long == "--logs" and parsed.get("--watch"):
        drop_option(verdict, given)
    elif option.action == "write":
        write_name(verdict, words, given, option.new)


def _write_json_as_pairs(words: Sequence[Word], given: Given, new: str, verdict: Verdict) -> None:
    """Plan one ``new KEY=VALUE`` for each key of a JSON object."""
    assert given.at is not None
    if given.value is None:
        raise Uncertain(
            f"the keys of `{words[given.at].raw}` aren't known",
            given.at,
            f"Write {new} KEY=VALUE for each key.",
        )
    try:
        pairs: Any = json.loads(given.value)
    except ValueError:
        pairs = None
    if not isinstance(pairs, dict) or any("=" in key or not key for key in pairs):
        raise Uncertain(f"`{words[given.at].raw}` is not a JSON object", given.at)
    if not pairs:
        drop_option(verdict, given)
        return
    texts = [text for key, value in pairs.items() for text in (new, f"{key}={json.dumps(value)}")]
    if given.at == given.word:
        verdict.add("replace", given.word, *texts)
    else:
        verdict.add("replace", given.word, texts[0])
        verdict.add("replace", given.at, *texts[1:])


def _no_positionals(words: Sequence[Word], parsed: Parsed) -> None:
    if parsed.positionals:
        at = parsed.positionals[0]
        raise Uncertain(f"`{words[at].raw}` is one argument too many", at)


REGISTER_RULE = CommandRule("prefect", _judge_register, ("register",))
RUN_RULE = CommandRule("prefect", _judge_run, ("run",))
