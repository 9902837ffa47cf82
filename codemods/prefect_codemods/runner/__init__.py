"""The codemods as a command of LibCST's own runner.

    python -m libcst.tool codemod -x prefect_codemods.runner.MigratePrefectCommand flows/

The tool itself never imports this: ``libcst.codemod`` costs 0.7 s.
"""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

import libcst as cst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from prefect_codemods.api import rewrite
from prefect_codemods.findings import Level, Refusal
from prefect_codemods.migration import find_migration
from prefect_codemods.option_table import CODEMOD_OPTIONS, OptionSpec, read_value
from prefect_codemods.options import Options


class MigratePrefectCommand(CodemodCommand):
    """Moves Prefect 0.x code to Prefect 1.x; what it leaves to a person becomes a warning."""

    DESCRIPTION = "Moves Prefect 0.x code to Prefect 1.x."

    def __init__(self, context: CodemodContext, **chosen: Any) -> None:
        super().__init__(context)
        given = {field: value for field, value in chosen.items() if value is not None}
        migration = find_migration(given.get("since"), given.get("target"))
        self.options = Options(**given, migration=migration)

    @staticmethod
    def add_args(parser: argparse.ArgumentParser) -> None:
        """The options of the tool that the codemods know."""
        for spec in CODEMOD_OPTIONS:
            if spec.takes == "nothing":
                parser.add_argument(
                    spec.flag, dest=spec.sets, action="store_true", default=None, help=spec.help
                )
            else:
                parser.add_argument(
                    spec.flag,
                    dest=spec.sets,
                    type=partial(_option_value, spec),
                    metavar=spec.value_shown,
                    help=spec.help,
                )

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """The migrated module; raises ``SkipFile`` for code that can't be read."""
        code = tree.code
        try:
            done = rewrite(code, "python", self.options)
        except Refusal as error:
            raise SkipFile(f"{error.line}:{error.column}: {error.message}") from None
        for found in done.diagnostics:
            if found.level is not Level.NOTE:
                help_ = f"; {found.help}" if found.help else ""
                self.warn(f"{found.line}:{found.column}: {found.rule} {found.message}{help_}")
        return tree if done.text == code else cst.parse_module(done.text)


def _option_value(spec: OptionSpec, text: str) -> Any:
    try:
        return read_value(spec, [text] if spec.takes == "codes" else text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
