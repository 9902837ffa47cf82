"""One migration after another: findings of each are given at their places in the first text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from prefect_codemods.findings import Change, Diagnostic, Rewritten
from prefect_codemods.lines import cut_lines, line_map
from prefect_codemods.options import Options
from prefect_codemods.suppressions import UNUSED


def chain_steps(options: Options) -> Iterator[Options]:
    """The options for each migration of a chain, up to the one that reaches the target."""
    since = options.since
    for migration in options.migration.each:
        reached = options.target is not None and migration.leads_to(options.target)
        target = options.target if reached else None
        yield replace(options, migration=migration, since=since, target=target)
        if reached:
            return
        since = None


def run_chain(
    text: str, options: Options, rewrite: Callable[[str, Options], Rewritten]
) -> Rewritten:
    """``text`` through all steps. Raises what ``rewrite`` raises: then nothing is kept."""
    done: Rewritten | None = None
    for each in chain_steps(options):
        more = rewrite(text if done is None else done.text, each)
        done = more if done is None else join_steps(text, done, more)
    return done or Rewritten(text)


def join_steps(text: str, first: Rewritten, second: Rewritten) -> Rewritten:
    """What was made of ``text`` in two steps, as one."""
    back = line_map(cut_lines(first.text), cut_lines(text)) if first.text != text else {}
    changes = [replace(c, line=back.get(c.line, c.line)) for c in second.changes]
    later = [replace(d, line=back.get(d.line, d.line)) for d in second.diagnostics]
    # An ignore comment is unused where no step used it.
    unused = {_finding_place(d) for d in later if d.rule == UNUSED.code}
    kept = [d for d in first.diagnostics if d.rule != UNUSED.code or _finding_place(d) in unused]
    more = [d for d in later if d.rule != UNUSED.code and d not in kept]
    return Rewritten(
        second.text,
        tuple(sorted((*first.changes, *changes), key=_finding_order)),
        tuple(sorted((*kept, *more), key=_finding_order)),
        first.job_templates + second.job_templates,
    )


def _finding_place(found: Diagnostic) -> tuple[int, str]:
    return found.line, found.message


def _finding_order(found: Change | Diagnostic) -> tuple[int, int, str]:
    return found.line, found.column, found.rule
