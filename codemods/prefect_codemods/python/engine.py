"""Runs all codemods over one Python text: one parse, one plan, one check."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from prefect_codemods.findings import Refusal, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.parsing import parse_error
from prefect_codemods.python.code_prefilter import python_concerns
from prefect_codemods.python.parse_cache import without_collector
from prefect_codemods.python.syntax import parse_ast, parses_quickly

if TYPE_CHECKING:
    from prefect_codemods.python.context import Module


def rewrite_module(
    text: str, options: Options, pieces: Sequence[int] = (), *, package: bool = False
) -> Rewritten:
    """Migrate one Python text.

    ``pieces`` are the 1-based first lines of the pieces that it was joined from, if it was.
    A ``package`` hands on what its ``__init__.py`` imports. Raises ``Refusal`` where the text isn't
    Python for the running interpreter, or can't be edited without loss.
    """
    syntax = parse_ast(text)
    if not python_concerns(syntax, text, options.migration):
        return Rewritten(text)
    if not pieces and options.migration.release_signs().for_later_releases(text):
        return Rewritten(text)
    # LibCST takes 0.3 s to import; a text that ``ast`` refuses needn't pay for it.
    from prefect_codemods.python.context import Module
    from prefect_codemods.python.excerpt import UnseenName, make_excerpt

    # What is made meanwhile holds no circles (see ``Module.forget``), so that nothing piles up.
    with without_collector():
        if not pieces and (excerpt := make_excerpt(text, syntax, options.migration)) is not None:
            with suppress(UnseenName):
                return _rewrite_module(
                    Module(text, options, syntax, pieces, lambda name: package, excerpt)
                )
        return _rewrite_module(Module(text, options, syntax, pieces, lambda name: package))


def _rewrite_module(module: Module) -> Rewritten:
    """What the codemods make of a module, of which nothing is left in memory then."""
    try:
        return _run_codemods(module)
    finally:
        module.forget()


def _run_codemods(module: Module) -> Rewritten:
    from prefect_codemods.python.call_rewrite import rewrite_calls
    from prefect_codemods.python.import_findings import one_for_each_import
    from prefect_codemods.python.rules import codemods_for

    text, options = module.tree.text, module.options
    for codemod in codemods_for(text, options.migration):
        codemod.plan(module)
    rewrite_calls(module)
    module.imports.settle()
    plan = module.plan
    after = text if plan.empty else plan.new_text()
    if after != text:
        check_still_python(after)
    unused = plan.suppressions.unused(plan.hidden, options.enabled)
    changes = one_for_each_import(plan.changes, module)
    found = [*one_for_each_import(plan.diagnostics, module), *unused]
    return Rewritten(
        after,
        tuple(sorted(changes, key=lambda c: (c.line, c.column, c.rule))),
        tuple(sorted(found, key=lambda d: (d.line, d.column, d.rule))),
        tuple(plan.job_templates),
    )


def check_still_python(text: str) -> None:
    """Make sure that the edited text is Python still.

    Raises ``Refusal`` where it isn't: a defect of a rule, and the file stays as it was.
    """
    if not parses_quickly(text) and (error := parse_error(text, "python")):
        raise Refusal(
            f"the migrated code would not be valid Python ({error})",
            help="please report this with the file; nothing was changed",
        )
