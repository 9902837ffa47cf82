"""The words that are commands of their own, in front of everything else."""

from __future__ import annotations

# Word -> (module:attribute, one line for --help). The attribute is a Typer app, or a function
# that Typer can make a command of; its module is imported only when the word is used. The words
# come before paths: a file that is called like one is named ./rules.
COMMANDS: dict[str, tuple[str, str]] = {
    "review": ("prefect_migrate.review.command:review", "decide change by change"),
    "rules": ("prefect_migrate.reports.rulebook:rules", "list the rules"),
    "rule": ("prefect_migrate.reports.rulebook:rule", "explain one rule"),
    "graph": ("prefect_migrate.flow_pictures.command:graph", "draw the task graph of a flow"),
    "undo": ("prefect_migrate.bulk.undoing:undo", "undo the last run"),
    "fleet": ("prefect_migrate.fleet.command:fleet", "migrate many repositories"),
    "explain": ("prefect_migrate.git.explain:explain", "show everything known about a conflict"),
    "git": ("prefect_migrate.git.commands:app", "merge driver, mergetool and their set-up"),
    "completion": ("prefect_migrate.completion:completion", "print a shell completion script"),
}
