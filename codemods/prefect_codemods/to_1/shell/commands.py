"""Judges a command by its arguments, however they are written down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell import command_wrappers
from prefect_codemods.shell.argv import Note, Uncertain, Verdict
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import BY_NAME, GONE
from prefect_codemods.to_1.shell import agent_start, auth_command, dask_command, pins, register_run

RENAMED = rule(
    "PM307",
    "execute-command",
    Kind.SAFE,
    since="0.14.0",
    what="Writes `prefect execute flow-run` for `prefect execute cloud-flow` and older forms.",
    why="The old command is unknown from 0.14.0 on, and the flow run fails before it starts.",
    before="prefect execute cloud-flow\n",
    after="prefect execute flow-run\n",
    language="shell",
)
UNCERTAIN = rule(
    "PM355",
    "uncertain-command",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports an old command that can't be rewritten for certain.",
    why="The command is gone in 1.x, and the new one depends on something that isn't known here.",
    before='prefect agent start "$AGENT"\n',
    language="shell",
    advice="Rewrite the command by hand.",
)
GONE_COMMAND = rule(
    "PM356",
    "gone-command",
    Kind.MANUAL,
    since="0.15.4",
    what="Reports commands that left without a successor.",
    why="The command is unknown, and a script that runs it stops there.",
    before="prefect heartbeat task-run\n",
    language="shell",
    advice="Take the command out.",
)
SERVER = rule(
    "PM357",
    "server-address",
    Kind.MANUAL,
    since="0.15.5",
    what="Notes `prefect server start`: the server listens on 127.0.0.1 only.",
    why="Up to 0.15.4 it was reachable from other machines.",
    before="prefect server start\n",
    language="shell",
    advice="Add --expose if agents or browsers of other machines use it.",
)
INLINE = rule(
    "PM359",
    "inline-python",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports Python code of Prefect 0.x in a shell string.",
    why="Code in a string is not migrated.",
    before="python -c 'from prefect.environments.storage import Docker'\n",
    language="shell",
    advice=(
        "Migrate the code by hand; a job's own `load_and_run_flow` command is set by the agent now."
    ),
)
OLD_COMMAND = re.compile(
    r"\bprefect\s+(?:agent\s+(?:start|install)\b|register\s+flow\b|run\s+(?:flow|cloud|server)\b"
    r"|execute\s+cloud-flow\b|execute-(?:cloud-)?flow\b"
    r"|auth\s+(?:add\b|(?:create|list|revoke)-tokens?\b|login\s+(?:-t|--token)\b))"
)
"""What an old command looks like in text that isn't read as one."""

_OLD_PYTHON = re.compile(
    r"prefect\.environments|load_and_run_flow|prefect\.engine\.executors"
    r"|prefect\b.*\.(?:environment|result_handlers?)\b|from\s+prefect\s+import\s+environments"
)


def judge(words: Sequence[Word], options: Options) -> Verdict | None:
    """What is to be done with one command; ``None`` where it is none of ours."""
    program = command_wrappers.find(words)
    if program is None or program.script is not None:
        return None
    verdict = Verdict()
    if program.python is not None:
        _python(words, program.python, verdict)
        return verdict
    try:
        _dispatch(words, program, options, verdict)
    except Uncertain as reason:
        help = reason.help or UNCERTAIN.advice
        message = f"an old command is left: {reason.message}"
        note = Note(UNCERTAIN, reason.word, message, Level.ERROR, help)
        return Verdict(notes=[*verdict.notes, note])
    return verdict


def _dispatch(
    words: Sequence[Word], program: command_wrappers.Program, options: Options, verdict: Verdict
) -> None:
    at = program.word
    if program.name in dask_command.PROGRAMS:
        dask_command.judge(words, at, dask_command.PROGRAMS[program.name], verdict)
    elif program.name == "dask" and at < len(words) and words[at].value in ("worker", "scheduler"):
        dask_command.judge(words, at + 1, words[at].value == "worker", verdict)
    elif program.name == "pip":
        _pip(words, at, options, verdict)
    elif program.name == "prefect" and at < len(words):
        _prefect(words, at, options, verdict)


def _prefect(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    group = words[at].value or ""
    verb = words[at + 1].value or "" if at + 1 < len(words) else ""
    for name in ((group,), (group, verb)):
        if (gone := GONE.get(name)) and options.target_release.reaches(gone[0]):
            help = gone[1][0].upper() + gone[1][1:] + "."
            message = f"`prefect {' '.join(name)}` is gone"
            verdict.notes.append(Note(GONE_COMMAND, at, message, Level.ERROR, help))
            return
        if new := BY_NAME.get(name):
            verdict.rule = RENAMED
            verdict.message = f"`prefect {' '.join(name)}` is `prefect {' '.join(new)}`"
            if len(name) == 1:
                verdict.add("replace", at, *new)
            else:
                verdict.add("replace", at + 1, new[1])
            return
    if not verb and group != "register":
        return
    if group == "agent":
        agent_start.judge(words, at + 1, options, verdict)
    elif group == "register" and verb:
        register_run.judge_register(words, at + 1, options, verdict)
    elif group == "run":
        register_run.judge_run(words, at + 1, options, verdict)
    elif group == "auth":
        auth_command.judge(words, at + 1, options, verdict)
    elif (group, verb) == ("server", "start"):
        exposed = any(word.value == "--expose" for word in words)
        if not exposed and options.target_release.reaches(Release(0, 15, 5)):
            message = "the server listens on 127.0.0.1 only"
            verdict.notes.append(Note(SERVER, at + 1, message, Level.NOTE))


def _python(words: Sequence[Word], at: int, verdict: Verdict) -> None:
    if _OLD_PYTHON.search(words[at].raw):
        message = "Python code of Prefect 0.x in a string is not migrated"
        verdict.notes.append(Note(INLINE, at, message, Level.ERROR))


def _pip(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    if at >= len(words) or words[at].value not in ("install", "download", "wheel"):
        return
    for number in range(at + 1, len(words)):
        value = words[number].value
        if value and (found := pins.look(value, options)):
            verdict.notes.append(Note(pins.PIN, number, found.message, found.level))
