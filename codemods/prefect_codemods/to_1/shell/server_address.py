"""``prefect server start``: the address that the server listens on."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import CommandNote, Verdict
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word

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


# Prefect 2 and 3 have a `server start` of their own, and these options of it.
_OF_LATER_RELEASES = ("--host", "--log-level", "--background", "--keep-alive-timeout", "--workers")


def _judge_server_start(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    options_given = {word.prefix.partition("=")[0] for word in words}
    exposed = bool(options_given & {"--expose", *_OF_LATER_RELEASES})
    if not exposed and options.target_release.reaches(Release(0, 15, 5)):
        message = "the server listens on 127.0.0.1 only"
        verdict.notes.append(CommandNote(SERVER, at - 1, message, Level.NOTE))


COMMAND = CommandRule("prefect", _judge_server_start, ("server", "start"))
