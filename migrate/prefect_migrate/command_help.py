"""The help of a run and of a fleet, from the table of options."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator

from prefect_codemods.option_table import OptionSpec
from prefect_migrate.commands import COMMANDS
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.option_table import (
    FLEET_OPTIONS,
    OPTIONS,
    REVIEW_OPTIONS,
    review_flags,
    run_flags,
)
from prefect_migrate.printing import terminal_width

NAME = "prefect-migrate"

SECTIONS = ("What to do", "Migration", "Rules", "Conflicts", "Files", "Output")
EXAMPLES = (
    ("See what would change", "--diff flows/"),
    ("Migrate a folder in place", "flows/"),
    ("Fail in CI where something is left", "--check ."),
    ("Resolve the conflicts of a merge", ""),
    ("Decide change by change", "review docs/"),
    ("Read about a rule", "rule PM101"),
)
_OF_RUNS = (ExitCode.DONE, ExitCode.LEFT, ExitCode.FAILED)
_Rows = Iterable[tuple[str, str]]
_HELP = ("-h, --help", "Show this message.")
_VERSION = ("-V, --version", "Print the version.")


def run_help() -> str:
    """The help of the default command."""
    flags = run_flags()
    sections: list[tuple[str, _Rows]] = [
        ("Arguments", [("[PATH…]", "Files or directories; - is standard input.")]),
        *(
            (title, [_option_row(spec) for spec in flags if spec.section == title])
            for title in SECTIONS
        ),
        ("Other", [_VERSION, _HELP]),
        (f"Commands ({NAME} COMMAND --help)", [(w, line) for w, (_, line) in COMMANDS.items()]),
        ("Examples", [(f"{NAME} {words}".strip(), does) for does, words in EXAMPLES]),
        ("Exit codes", [(str(code.value), code.meaning.replace("`", "")) for code in _OF_RUNS]),
    ]
    about = (
        "Move Prefect 0.x flows to 1.x; resolve merge conflicts between the two.",
        "Files are changed in place. Without a PATH, in the middle of a merge: the unmerged files.",
    )
    return "".join(_help_text(f"{NAME} [OPTIONS] [PATH…]", about, sections))


def command_help(word: str) -> str:
    """The help of ``fleet`` or ``review``."""
    return {"fleet": _fleet_help, "review": _review_help}[word]()


def _review_help() -> str:
    own = {spec.name for spec in REVIEW_OPTIONS}
    more = [spec.flag for spec in review_flags() if spec.name not in own]
    about = (
        "Decide fix by fix and conflict by conflict, like git add -p. No file is changed.",
        f"The decisions file is applied by: {NAME} --decisions FILE PATH…",
    )
    codes = (
        ("0", "everything is decided"),
        ("1", "something is left"),
        ("2", "wrong usage, or a file that could not be read or migrated"),
    )
    sections: list[tuple[str, _Rows]] = [
        ("Arguments", [("PATH…", "Files or directories. [the unmerged files]")]),
        ("Options", [*map(_option_row, REVIEW_OPTIONS), _HELP]),
        (f"Options of a run ({NAME} --help)", [("", " ".join(more))]),
        ("Exit codes", codes),
    ]
    return "".join(_help_text(f"{NAME} review [OPTIONS] [PATH…]", about, sections))


def _fleet_help() -> str:
    source = "Folders of clones, repositories (also bare ones), lists of paths or URLs, URLs."
    own = {spec.name for spec in FLEET_OPTIONS}
    more = [spec.flag for spec in run_flags() if spec.name not in own]
    about = (
        "Migrate many repositories; each gets a branch of its own, and nothing is pushed.",
        "Check-outs are not touched. A run that was stopped resumes where it stopped, when it is "
        "given the same DIR. fleet.json, fleet.csv and fleet.html in DIR say what was done and "
        "what is left.",
    )
    sections: list[tuple[str, _Rows]] = [
        ("Arguments", [("SOURCE…", source)]),
        ("Options", [*map(_option_row, FLEET_OPTIONS), _HELP]),
        (f"Options of a run ({NAME} --help)", [("", " ".join(more))]),
        ("Exit codes", [(str(code.value), code.meaning.replace("`", "")) for code in _OF_RUNS]),
    ]
    return "".join(_help_text(f"{NAME} fleet [OPTIONS] SOURCE…", about, sections))


def _option_row(spec: OptionSpec) -> tuple[str, str]:
    """How an option is written, and what it does."""
    spellings = ", ".join(word for word in (spec.short, spec.flag) if word)
    if spec.negative:
        spellings += f" / {spec.negative}"
    value = f"[{spec.value_shown}]" if spec.choices else spec.metavar
    default = "" if spec.default in ("", "0") else f" [{spec.default}]"
    return f"{spellings} {value}".rstrip(), f"{spec.help}{default}"


def _help_text(
    usage: str, about: Iterable[str], sections: Iterable[tuple[str, _Rows]]
) -> Iterator[str]:
    width = terminal_width(sys.stdout, 80) - 2
    yield f"Usage: {usage}\n"
    for paragraph in about:
        yield "\n" + textwrap.fill(paragraph, width, initial_indent="  ", subsequent_indent="  ")
        yield "\n"
    for title, rows in sections:
        yield f"\n{title}:\n"
        yield from _two_columns(list(rows), width)


def _two_columns(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    """Two columns; what is too wide for the first stands on a line of its own."""
    left = min(max(len(name) for name, _ in rows), 30) + 2
    for name, text in rows:
        lines = textwrap.wrap(text, max(width - left - 2, 20)) or [""]
        if not name:
            yield textwrap.indent("\n".join(textwrap.wrap(text, width - 2)), "  ") + "\n"
            continue
        if len(name) > left - 2:
            yield f"  {name}\n"
        else:
            yield f"  {name.ljust(left)}{lines.pop(0)}\n"
        yield from (f"  {' ' * left}{line}\n" for line in lines)


def option_table() -> str:
    """The table of the README: all options, and the keys that are none."""
    rows = ["| option | meaning | default | key |", "|---|---|---|---|"]
    for spec in OPTIONS:
        names = ", ".join(f"`{flag}`" for flag in spec.flags) if spec.section else f"`{spec.name}`"
        if spec.value_shown:
            names = names[:-1] + " " + spec.value_shown.replace("|", "\\|") + "`"
        key = "yes" if spec.key else ""
        rows.append(f"| {names} | {spec.help} | {spec.default} | {key} |")
    return "\n".join(rows) + "\n"
