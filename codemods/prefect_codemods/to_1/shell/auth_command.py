"""``prefect auth``: API keys replaced tokens."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import CommandNote, Option, Verdict, drop_option, parse_command
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import HELP
from prefect_codemods.to_1.shell.shared_rules import TOKEN

LIST = rule(
    "PM305",
    "list-keys",
    Kind.SAFE,
    since="1.0.0",
    what="Writes `prefect auth list-keys` for `prefect auth list-tokens`.",
    why="API tokens, and the commands for them, were removed in Prefect 1.0.0.",
    before="prefect auth list-tokens\n",
    after="prefect auth list-keys\n",
    language="shell",
)
CREATE = rule(
    "PM306",
    "create-key",
    Kind.UNSAFE,
    since="1.0.0",
    what="Writes `prefect auth create-key --name N` for `create-token`.",
    why=(
        "API tokens were removed in Prefect 1.0.0. A key has the rights of the account that makes it: the scope of a "
        "token has no counterpart, and an agent's key belongs to a service account."
    ),
    before="prefect auth create-token -n ci -s RUNNER\n",
    after="prefect auth create-key -n ci\n",
    language="shell",
    advice="Create an API key; for an agent, one of a service account.",
)
_CREATE = (
    Option(("--name", "-n")),
    Option(("--scope", "-s"), action="drop"),
    Option(("--role", "-r"), action="drop"),
    *HELP,
)


def _judge_auth_command(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    if at >= len(words):
        return
    verb = words[at].value
    if not options.target_release.reaches(Release(0, 15, 0)):
        return
    if verb == "list-tokens":
        verdict.rule, verdict.message = LIST, "`auth list-tokens` is now `auth list-keys`"
        verdict.add("replace", at, "list-keys")
    elif verb == "create-token":
        parsed = parse_command(words, at + 1, _CREATE)
        verdict.rule, verdict.message = CREATE, "`auth create-token` is now `auth create-key`"
        verdict.add("replace", at, "create-key")
        for given in parsed.options:
            if given.option.action == "drop":
                drop_option(verdict, given)
    elif options.target_release.reaches(Release(1, 0, 0)):
        _signing_in(words, at, verdict)


def _signing_in(words: Sequence[Word], at: int, verdict: Verdict) -> None:
    verb = words[at].value
    if verb == "revoke-token":
        message = "`auth revoke-token` was removed, and a key has another id"
        help = "Look the id up with `prefect auth list-keys` and write `prefect auth revoke-key`."
        verdict.notes.append(CommandNote(TOKEN, at, message, Level.ERROR, help))
    elif verb == "add":
        message = "`auth add` was removed: it took an API token"
        help = "Create an API key and write `prefect auth login --key KEY`."
        verdict.notes.append(CommandNote(TOKEN, at, message, Level.ERROR, help))
    elif verb == "login":
        for number in range(at + 1, len(words)):
            prefix = words[number].prefix
            if prefix in ("-t", "--token") or prefix.startswith(("-t", "--token=")):
                message = "`auth login --token` was removed: 1.x signs in with an API key"
                help = "Create an API key and write `prefect auth login --key KEY`."
                verdict.notes.append(CommandNote(TOKEN, number, message, Level.ERROR, help))
                return


COMMAND = CommandRule("prefect", _judge_auth_command, ("auth",))
