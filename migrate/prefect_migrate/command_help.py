"""The help of the default command: options in groups, the other commands, examples."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from prefect_migrate.commands import COMMANDS

NAME = "prefect-migrate"

# Section -> the options in it, by their first name on the command line.
SECTIONS: dict[str, tuple[str, ...]] = {
    "What to do": ("--diff", "--check", "--stdin-filename", "--todo", "--add"),
    "What only you can know": ("--agent", "--from", "--target"),
    "Rules": ("--select", "--ignore", "--unsafe-fixes"),
    "Conflicts": ("--prefer", "--one-sided", "--decisions", "--tolerant"),
    "Files": ("--since", "--conflicted", "--allow-dirty", "--jobs", "--timeout", "--cache"),
    "Output": ("--output-format", "--html", "--statistics", "--quiet", "--verbose", "--color"),
    "Other": ("--version", "--help"),
}
EXAMPLES = (
    ("See what would change", "--diff flows/"),
    ("Migrate a folder in place", "flows/"),
    ("Fail in CI where something is left", "--check ."),
    ("Resolve the conflicts of a merge", ""),
    ("Decide change by change", "review docs/"),
    ("Read about a rule", "rule PM101"),
)


class GroupedCommand(TyperCommand):
    """A command whose help shows ``SECTIONS`` one below the other."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options section by section, then what else there is."""
        arguments, options = [], {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            if parameter.param_type_name == "argument":
                arguments.append(record)
            else:
                names = sorted(parameter.opts, key=len)
                if names[-1] == "--help":
                    record = (", ".join(names), record[1])  # in Click these come from a set
                options[parameter.opts[0] if len(names) == 1 else names[-1]] = record
        _write(formatter, "Arguments", arguments)
        for title, section in SECTIONS.items():
            _write(formatter, title, [options.pop(name) for name in section if name in options])
        _write(formatter, "More", list(options.values()))
        lines = [(word, line) for word, (_, line) in COMMANDS.items()]
        _write(formatter, f"Commands ({NAME} COMMAND --help)", lines)
        examples = [(f"{NAME} {arguments}".strip(), does) for does, arguments in EXAMPLES]
        _write(formatter, "Examples", examples)


def _write(formatter: Any, title: str, records: list[tuple[str, str]]) -> None:
    if records:
        with formatter.section(title):
            formatter.write_dl(records)
