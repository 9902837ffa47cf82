"""The options of the tool: one definition each, in the order of the help.

The command line, the settings file, a fleet, shell completion, the help and the README's table
come from here; the defaults are those of ``Options``, ``Settings``, ``Files`` and ``Request``.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from prefect_codemods.option_table import CODEMOD_OPTIONS, NotRuleCode, OptionSpec, read_value
from prefect_migrate.settings import OneSided, Prefer

Color = Literal["auto", "always", "never"]
Format = Literal[
    "full", "concise", "json", "github", "gitlab", "junit", "markdown", "rdjson", "sarif"
]
Engine = Literal["local", "dask"]

_WHAT, _CONFLICTS, _FILES, _OUTPUT = "What to do", "Conflicts", "Files", "Output"

OPTIONS = (
    OptionSpec(
        "diff",
        "Print a unified diff, which git apply takes; write nothing.",
        section=_WHAT,
        fleet="own",
    ),
    OptionSpec("check", "Say what would change; write nothing.", section=_WHAT, fleet="own"),
    OptionSpec(
        "stdin-filename",
        "The file name to assume for standard input.",
        "text",
        metavar="PATH",
        default="stdin.py",
        section=_WHAT,
        fleet="implied",
    ),
    OptionSpec(
        "todo",
        "Write what needs your attention as comments into the files.",
        negative="--no-todo",
        owner="settings",
        section=_WHAT,
        key=True,
    ),
    OptionSpec(
        "add", "In a merge: git add the files that are resolved.", section=_WHAT, fleet="implied"
    ),
    *CODEMOD_OPTIONS,
    OptionSpec(
        "prefer",
        "The side to take where nothing else decides.",
        "choice",
        get_args(Prefer),
        default="auto",
        owner="settings",
        section=_CONFLICTS,
        key=True,
    ),
    OptionSpec(
        "one-sided",
        "What to do with manifest fields found only on the older side.",
        "choice",
        get_args(OneSided),
        default="keep",
        owner="settings",
        section=_CONFLICTS,
        key=True,
    ),
    OptionSpec(
        "decisions",
        "Apply what you decided, see: prefect-migrate review.",
        "text",
        metavar="FILE",
        section=_CONFLICTS,
    ),
    OptionSpec(
        "tolerant",
        "Treat indented conflict markers as conflict markers.",
        negative="--strict",
        owner="settings",
        section=_CONFLICTS,
        key=True,
    ),
    OptionSpec(
        "merge-keys",
        "The fields that identify the items of your own lists in YAML.",
        "merge-keys",
        owner="settings",
        key=True,
    ),
    OptionSpec(
        "since",
        "In directories: only files that differ from REV (main...: from where you left main).",
        "text",
        metavar="REV",
        section=_FILES,
    ),
    OptionSpec("conflicted", "Only files that hold merge conflicts.", section=_FILES),
    OptionSpec(
        "allow-dirty",
        "In directories: also files with uncommitted changes.",
        section=_FILES,
        fleet="implied",
    ),
    OptionSpec(
        "include",
        "The only files to look at in directories: gitignore patterns.",
        "patterns",
        owner="files",
        key=True,
    ),
    OptionSpec(
        "exclude",
        "Files to skip, instead of those that are skipped by default.",
        "patterns",
        owner="files",
        key=True,
    ),
    OptionSpec("extend-exclude", "More files to skip.", "patterns", owner="files", key=True),
    OptionSpec(
        "jobs",
        "Number of worker processes (0: one per core).",
        "count",
        metavar="N",
        short="-j",
        default="0",
        section=_FILES,
        fleet="own",
    ),
    OptionSpec(
        "timeout",
        "The longest time for one file.",
        "seconds",
        metavar="SECONDS",
        default="60",
        section=_FILES,
    ),
    OptionSpec(
        "cache",
        "Remember which files have nothing to migrate.",
        negative="--no-cache",
        default="on",
        section=_FILES,
        fleet="implied",
    ),
    OptionSpec(
        "output-format",
        "Output format.",
        "choice",
        get_args(Format),
        default="full on a terminal, else concise",
        section=_OUTPUT,
        fleet="own",
    ),
    OptionSpec(
        "html",
        "Also write one page with everything in it.",
        "text",
        metavar="FILE",
        section=_OUTPUT,
        fleet="own",
    ),
    OptionSpec(
        "statistics",
        "End with statistics: rules, grades, the slowest files.",
        section=_OUTPUT,
        fleet="own",
    ),
    OptionSpec(
        "quiet",
        "Say only what needs your attention.",
        short="-q",
        field="verbosity",
        stores=-1,
        section=_OUTPUT,
        fleet="own",
    ),
    OptionSpec(
        "verbose",
        "Also show evidence, notes and every file.",
        short="-v",
        field="verbosity",
        stores=1,
        section=_OUTPUT,
        fleet="own",
    ),
    OptionSpec(
        "color",
        "When to use colour. NO_COLOR and FORCE_COLOR are honoured.",
        "choice",
        get_args(Color),
        default="auto",
        section=_OUTPUT,
        fleet="own",
    ),
    OptionSpec(
        "rules-url",
        "Where the rules' pages are hosted, for links in reports.",
        "url",
        owner="settings",
        key=True,
    ),
)
"""The options of a run, and the keys of its settings that are no flags."""

FLEET_OPTIONS = (
    OptionSpec(
        "output",
        "The folder for the reports.",
        "text",
        metavar="DIR",
        short="-o",
        default="fleet",
        owner="fleet",
        field="folder",
        section="Options",
    ),
    OptionSpec(
        "branch",
        "The branch that is made in each repository.",
        "text",
        metavar="NAME",
        default="prefect-migrate",
        owner="fleet",
        section="Options",
    ),
    OptionSpec(
        "patches",
        "Write patches to this folder instead of making branches.",
        "text",
        metavar="DIR",
        owner="fleet",
        section="Options",
    ),
    OptionSpec(
        "engine",
        "Processes here, or a Dask cluster.",
        "choice",
        get_args(Engine),
        default="local",
        owner="fleet",
        section="Options",
    ),
    OptionSpec(
        "scheduler",
        "The cluster's, such as tcp://host:8786.",
        "text",
        metavar="ADDRESS",
        owner="fleet",
        section="Options",
    ),
    OptionSpec(
        "jobs",
        "Repositories at a time (0: one per core).",
        "count",
        metavar="N",
        short="-j",
        default="0",
        owner="fleet",
        section="Options",
    ),
)
"""The options that only a fleet has; its ``--jobs`` counts repositories."""


REVIEW_OPTIONS = (
    OptionSpec(
        "decisions",
        "The file that the decisions go to.",
        "text",
        metavar="FILE",
        default="decisions.toml",
        owner="review",
        section="Options",
    ),
    OptionSpec(
        "all",
        "Also ask about conflicts that are proven or equivalent.",
        owner="review",
        field="every",
        section="Options",
    ),
    OptionSpec(
        "web", "Decide in a browser, on this machine only.", owner="review", section="Options"
    ),
)
"""The options that only a review has."""

_OF_REVIEWS = frozenset(("since", "conflicted", "jobs", "timeout"))


def run_flags() -> tuple[OptionSpec, ...]:
    """The options of a run that may stand on the command line."""
    return tuple(spec for spec in OPTIONS if spec.section)


def fleet_flags() -> tuple[OptionSpec, ...]:
    """The options of a fleet: its own, and those of a run."""
    own = {spec.name for spec in FLEET_OPTIONS}
    return (*FLEET_OPTIONS, *(spec for spec in run_flags() if spec.name not in own))


def review_flags() -> tuple[OptionSpec, ...]:
    """The options of a review: its own, and those of a run that say what a run would make."""
    own = {spec.name for spec in REVIEW_OPTIONS}
    shared = (
        spec
        for spec in run_flags()
        if spec.name not in own
        and spec.name != "todo"
        and (spec.owner != "request" or spec.name in _OF_REVIEWS)
    )
    return (*REVIEW_OPTIONS, *shared)


def command_flags(word: str) -> tuple[OptionSpec, ...]:
    """The options of ``fleet`` or ``review``; none for commands that declare their own."""
    return {"fleet": fleet_flags, "review": review_flags}.get(word, tuple)()


def setting_keys() -> dict[str, OptionSpec]:
    """The options that may stand in a file of settings, by their keys."""
    return {spec.name: spec for spec in OPTIONS if spec.key}


def read_option(spec: OptionSpec, value: object) -> Any:
    """``value`` as the field of ``spec`` holds it. Raises ``ValueError`` where it can't be one."""
    try:
        found = read_value(spec, value)
    except NotRuleCode as error:
        from prefect_migrate.rule_codes import meant_code

        raise ValueError(f"{error}{meant_code(error.word)}") from None
    if spec.takes == "codes" and any(code != "PM" for code in found):
        from prefect_migrate.rule_codes import unknown_code

        if unknown := [why for code in found if (why := unknown_code(code))]:
            raise ValueError(unknown[0])
    return found
