"""The language of a code block that doesn't name one, from what stands in it."""

from __future__ import annotations

import ast
import re
from functools import cache

from prefect_codemods.knowledge import find_signs
from prefect_codemods.migration import Migration
from prefect_codemods.options import Options
from prefect_codemods.parsing import parse_error
from prefect_codemods.python import normal_form
from prefect_codemods.shell.crontab import holds_jobs
from prefect_codemods.shell.rules import shell_rules
from prefect_migrate.documents import prompts

_CONSOLE = re.compile(r"^[ \t]*\$ ", re.MULTILINE)
_FIRST_LINES = (
    (re.compile(r"#!.*\b(?:ba|z|k|da)?sh\b"), "shell"),
    (re.compile(r"FROM[ \t]+\S+"), "dockerfile"),
    (re.compile(r"(?:apiVersion|kind|version|services|x-[\w-]+)[ \t]*:"), "yaml"),
)
_TABLE = re.compile(r"\[[\w.:/ -]+\]$")
_SETTINGS = re.compile(r"(?:[ \t]*(?:#[^\n]*|[A-Z_][A-Z0-9_]*=[^\n]*)?(?:\n|\Z))+")


def guess_language(text: str, migration: Migration) -> str:
    """The language of ``text``; ``""`` where it isn't known, or nothing in it could be migrated.

    ``text`` is part of a page that mentions the library.
    """
    if not migration.prefilter().mentions(text):
        # The page names the library, and other blocks of it may import what this one uses.
        return "python" if _calls_library(text, migration) or _calls_flow(text) else ""
    if prompts.has_prompts(text):
        return "python"
    if _CONSOLE.search(text):
        return "console"
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    for pattern, language in _FIRST_LINES:
        if pattern.match(first):
            return language
    if _is_python(text, migration) or _calls_library(text, migration):
        return "python"
    if holds_jobs(text):
        return "crontab"
    if _TABLE.match(first):
        return "ini" if parse_error(text, "toml") else "toml"
    if _is_shell(text, migration):
        return "shell"
    return "env" if _SETTINGS.fullmatch(text) else ""


@cache
def _command(words: tuple[str, ...]) -> re.Pattern[str]:
    """How a line begins that sets a variable of the library or calls its command."""
    library = "|".join(words)
    return re.compile(
        rf"(?:export[ \t]+(?:{library.upper()})__\w+=|(?:\S+[ \t]+){{0,3}}?(?:{library})[ \t]+[a-z])"
    )


def _is_python(text: str, migration: Migration) -> bool:
    """Whether ``text`` is Python that uses Prefect."""
    try:
        tree = normal_form.parsed_module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    imports = any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in tree.body)
    return imports or bool(migration.release_signs().in_older(text))


def _calls_library(text: str, migration: Migration) -> bool:
    """Whether ``text`` is Python that calls or decorates with what goes by a name of the library."""
    names = _library_names(migration)
    if not any(name in text for name in names):
        return False
    try:
        tree = normal_form.parsed_module(
            prompts.strip_prompts(text) if prompts.has_prompts(text) else text
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        for node in ast.walk(tree)
    )


def _calls_flow(text: str) -> bool:
    """Whether ``text`` is Python that calls a method of a flow, by its name."""
    if "flow" not in text:
        return False
    try:
        tree = normal_form.parsed_module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id.endswith("flow")
        for node in ast.walk(tree)
    )


@cache
def _library_names(migration: Migration) -> frozenset[str]:
    """The names of classes that a migration changes, and those that stand for the library anywhere."""
    catalogue = migration.catalogue()
    old = (path.rpartition(".")[2] for path in catalogue.old_names())
    classes = (name for name in old if name[:1].isupper())
    return frozenset((*classes, *catalogue.customary, *catalogue.lost_classes))


def _is_shell(text: str, migration: Migration) -> bool:
    """Whether a line of ``text`` is an old command, as a person types it."""
    text_rules = shell_rules(Options(migration=migration)).text
    signs, command = migration.release_signs(), _command(migration.prefilter().words)
    old = [sign for sign in signs.signs if sign.until == signs.boundaries[0]]
    return any(
        command.match(line.strip())
        and (text_rules.old_command.search(line) or find_signs(line, old))
        for line in text.split("\n")
    )
