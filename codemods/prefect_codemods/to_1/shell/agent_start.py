"""``prefect agent start TYPE`` became ``prefect agent TYPE start``; so did ``install``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import (
    CommandNote,
    Given,
    Uncertain,
    Verdict,
    drop_option,
    parse_command,
    write_name,
)
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import (
    ACCEPTED,
    AGENT_INSTALL,
    AGENT_KINDS,
    AGENT_START,
    NO_EFFECT,
    REMOVED_KINDS,
)
from prefect_codemods.to_1.shell.shared_rules import TOKEN

AGENT = rule(
    "PM301",
    "agent-command",
    Kind.SAFE,
    since="0.15.0",
    what="Writes `prefect agent TYPE start` for `prefect agent start TYPE`, and so for `install`.",
    why=(
        "The old order is unknown from 0.15.0 on. Options that the old command took and ignored "
        "are dropped, since the new one refuses them."
    ),
    before='prefect agent start docker --label etl -v --token "$TOKEN"\n',
    after='prefect agent docker start --label etl --log-level DEBUG --token "$TOKEN"\n',
    language="shell",
    source="prefect/cli/agent.py of 0.13.19 and 1.4.1",
)
AGENT_OPTIONS = rule(
    "PM302",
    "agent-options",
    Kind.SAFE,
    since="0.14.0",
    what="Drops options of `prefect agent TYPE start|install` that were removed and did nothing.",
    why="The command refuses options that it doesn't know, and the agent doesn't start.",
    before="prefect agent docker start --no-docker-interface --no-pull\n",
    after="prefect agent docker start --no-pull\n",
    language="shell",
    source="prefect/cli/agent.py of 0.13.19 and 1.4.1",
)
AGENT_REMOVED = rule(
    "PM351",
    "agent-removed",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports the agents of Fargate and Nomad, which were removed.",
    why="The command is unknown, and flow runs stay in the queue.",
    before="prefect agent start fargate cpu=256 memory=512\n",
    language="shell",
    advice="Run `prefect agent ecs start` instead of a Fargate agent.",
)
NO_MEANING = rule(
    "PM352",
    "agent-resources",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports resource and pull policy options that `agent kubernetes install` takes and ignores.",
    why="They set variables of the agent that 1.x reads nowhere: jobs run without these limits.",
    before="prefect agent kubernetes install --mem-request 1G\n",
    language="shell",
    advice=(
        "Set them on the flow with KubernetesRun(memory_request=…, cpu_limit=…), or in a job "
        "template that the agent is started with."
    ),
)
UNSEEN = rule(
    "PM364",
    "unseen-options",
    Kind.MANUAL,
    since="0.15.0",
    what="Reports a rewritten command whose options are somewhere else.",
    why="Some options of agents were removed, and the agent doesn't start with one of these.",
    before='prefect agent start docker "$@"\n',
    language="shell",
    advice="Look for --token, --verbose, --storage-labels and --no-docker-interface in it.",
)
_BARE_NAME = re.compile(r"[A-Za-z0-9][\w-]*")
_TABLES = {"start": AGENT_START, "install": AGENT_INSTALL}


def _judge_agent_command(
    words: Sequence[Word], at: int, options: Options, verdict: Verdict
) -> None:
    if at >= len(words):
        return
    first = words[at].value or ""
    if first in _TABLES:
        _judge_old_order(words, at, options, verdict)
    elif at + 1 < len(words) and (words[at + 1].value or "") in _TABLES:
        if first in REMOVED_KINDS:
            _note_removed_kind(words, at, first, options, verdict)
        elif first in AGENT_KINDS:
            _judge_new_order(words, at, options, verdict)


def _judge_old_order(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    verb = words[at].value or ""
    kind, stands = _kind(words, at, verb, options)
    if kind in REMOVED_KINDS:
        _note_removed_kind(words, at, kind, options, verdict)
        return
    if kind not in AGENT_KINDS and verb == "install":
        raise Uncertain(f"`{kind}` is not a kind of agent", at)
    parsed = parse_command(words, at + 1, _TABLES[verb], tolerant=stands == at + 1)
    for number in parsed.unknown:
        message = f"`{words[number].raw}` may hold options that were removed"
        verdict.notes.append(CommandNote(UNSEEN, number, message, Level.MANUAL))
    if extra := [p for p in parsed.positionals if p != stands]:
        raise Uncertain(f"`{words[extra[0]].raw}` is one argument too many", extra[0])
    if kind not in AGENT_KINDS:
        return  # 0.x knew no other; Prefect 2 took the name of a work queue
    if stands == at + 1:
        verdict.add("replace", at, kind)
        verdict.add("replace", stands, verb)
    else:
        verdict.add("before", at, kind)
        if stands is not None:
            verdict.add("delete", stands)
    if verb == "start" and stands is None:
        _refuse_pool(parsed.options)
    known = ACCEPTED.get((verb, kind))
    for given in parsed.options:
        if known is not None and given.long not in known:
            drop_option(verdict, given)
        else:
            _option(words, given, options, verdict)
    verdict.rule = AGENT
    verdict.message = f"`prefect agent {verb}` is now `prefect agent {kind} {verb}`"


def _refuse_pool(options: Sequence[Given]) -> None:
    """Raises ``Uncertain`` where ``-p`` may name a work pool: 0.x took a folder of modules by it."""
    for given in options:
        if given.name == "-p" and given.value and _BARE_NAME.fullmatch(given.value):
            raise Uncertain(f"`{given.value}` may be a work pool of Prefect 2", given.word)


def _kind(words: Sequence[Word], at: int, verb: str, options: Options) -> tuple[str, int | None]:
    """The kind of agent that an old command names, and where it does."""
    for number in range(at + 1, len(words)):
        if words[number].value in REMOVED_KINDS:  # its key=value arguments are of any form
            return words[number].value or "", number
    adjacent = at + 1 < len(words) and words[at + 1].value in AGENT_KINDS
    parsed = parse_command(words, at + 1, _TABLES[verb], tolerant=adjacent)
    if parsed.positionals:
        stands = parsed.positionals[0]
        kind = words[stands].value
        if kind is None:
            raise Uncertain(f"what kind of agent `{words[stands].raw}` is isn't known", stands)
        return kind, stands
    if verb == "install":
        return "kubernetes", None
    docker_was_default = options.since is not None and options.since < Release(0, 8)
    return ("docker" if docker_was_default else "local"), None


def _judge_new_order(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    try:
        parsed = parse_command(words, at + 2, _TABLES[words[at + 1].value or ""])
    except Uncertain:
        return  # the command is one of today's already
    for given in parsed.options:
        if given.long != "--verbose":
            _option(words, given, options, verdict)
    if verdict.ops:
        verdict.rule = AGENT_OPTIONS
        verdict.message = "options that were removed"


def _option(words: Sequence[Word], given: Given, options: Options, verdict: Verdict) -> None:
    option = given.option
    if given.long in NO_EFFECT and options.target_release.reaches(Release(1)):
        message = f"`{given.name}` has no effect in 1.x"
        verdict.notes.append(CommandNote(NO_MEANING, given.word, message))
    if not options.target_release.reaches(option.removed_in) or option.action == "keep":
        return
    if option.action == "drop":
        drop_option(verdict, given)
    elif option.action == "write":
        write_name(verdict, words, given, option.new)
    elif option.action == "key":
        message = f"`{given.name}` was removed: agents sign in with an API key"
        help = "Create an API key of a service account and pass it as `--key`."
        verdict.notes.append(CommandNote(TOKEN, given.word, message, Level.ERROR, help))


def _note_removed_kind(
    words: Sequence[Word], at: int, kind: str, options: Options, verdict: Verdict
) -> None:
    release, advice = REMOVED_KINDS[kind]
    if options.target_release.reaches(release):
        message = f"the {kind.capitalize()} agent was removed"
        help = advice[0].upper() + advice[1:] + "."
        verdict.notes.append(CommandNote(AGENT_REMOVED, at, message, Level.ERROR, help))


COMMAND = CommandRule("prefect", _judge_agent_command, ("agent",))
