"""The codemods as a command of LibCST's own runner.

    python -m libcst.tool codemod -x prefect_codemods.runner.MigratePrefectCommand flows/

The tool itself never imports this: ``libcst.codemod`` costs 0.7 s.
"""

from __future__ import annotations

import argparse

import libcst as cst
from libcst.codemod import CodemodCommand, CodemodContext, SkipFile

from prefect_codemods.api import rewrite
from prefect_codemods.findings import Level, Refusal
from prefect_codemods.options import AGENTS, Agent, Options
from prefect_codemods.release import Release


class MigratePrefectCommand(CodemodCommand):
    """Moves Prefect 0.x code to Prefect 1.x; what it leaves to a person becomes a warning."""

    DESCRIPTION = "Moves Prefect 0.x code to Prefect 1.x."

    def __init__(
        self,
        context: CodemodContext,
        agent: Agent | None = None,
        target: Release | None = None,
        unsafe_fixes: bool = False,
    ) -> None:
        super().__init__(context)
        self.options = Options(agent=agent, target=target, unsafe_fixes=unsafe_fixes)

    @staticmethod
    def add_args(parser: argparse.ArgumentParser) -> None:
        """The options of the tool that the codemods know."""
        parser.add_argument("--agent", choices=AGENTS, help="the agent that runs the flows")
        parser.add_argument("--target", type=Release.parse, help="the release to reach")
        parser.add_argument("--unsafe-fixes", action="store_true", help="apply unsafe fixes too")

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
