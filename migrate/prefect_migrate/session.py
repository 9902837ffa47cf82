"""One call of the default command: outcomes in, reports out, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from prefect_migrate import reports
from prefect_migrate.exit_codes import ExitCode, outcome_code
from prefect_migrate.model import Outcome
from prefect_migrate.printing import print_error, report_bytes, terminal_width, visible_text
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.style import Style, use_colour
from prefect_migrate.request import Request

if TYPE_CHECKING:
    from prefect_migrate.bulk.run import Run
    from prefect_migrate.bulk.statistics import Statistics
    from prefect_migrate.reports.page import HtmlPage


def execute_request(request: Request) -> ExitCode:
    """Run ``request``; returns the exit code."""
    from prefect_migrate.bulk.discovery import DiscoveryError

    expected: tuple[type[Exception], ...] = (DiscoveryError,)
    if request.decisions:
        from prefect_migrate.conflicts.choices import ChoicesError

        expected = (DiscoveryError, ChoicesError)
    try:
        return _run_request(request)
    except expected as error:
        print_error(str(error), sys.stderr)
        return ExitCode.FAILED


def _run_request(request: Request) -> ExitCode:
    account = sys.stderr if request.diff or request.filters else sys.stdout
    name = request.output_format
    if name == "auto":
        name = "full" if account.isatty() else "concise"
    style = _report_style(request, account)
    report = reports.report(name, style)
    tally = Tally(written=request.writes)
    code = ExitCode.LEFT if request.mixed_by_git else ExitCode.DONE
    runs: list[Run] = []
    figures, page = _make_statistics(request), _make_page(request)
    resolved: list[str] = []
    ids: set[str] = set()
    try:
        with closing(_migrate_all(request, runs)) as outcomes:
            for outcome in outcomes:
                if request.diff:
                    code = max(code, _put_diff(request, outcome))
                tally = tally.plus(outcome)
                ids.update(outcome.ids)
                if figures is not None:
                    figures.add(outcome)
                code = max(code, outcome_code(outcome, request.writes))
                wrong = outcome.refusal and name in reports.WORDS
                _put_text(sys.stderr if wrong else account, report.outcome(_mask_secrets(outcome)))
                if page is not None:
                    page.outcome(outcome)
                if request.add:
                    resolved += _resolved_path(outcome)
    except KeyboardInterrupt:
        return _tell_interrupted(runs)
    _put_text(account, report.end(tally))
    if request.decisions:
        _put_unknown(request.decisions, ids)
    if resolved:
        code = max(code, _stage_paths(resolved))
    if figures is not None:
        _put_text(account if name in reports.WORDS else sys.stderr, figures.table(runs))
        _put_text(sys.stderr, figures.next_steps(request.writes))
    return code if page is None else max(code, _put_page(request.html, page.end(tally)))


def _resolved_path(outcome: Outcome) -> list[str]:
    from prefect_migrate.git.staging import is_resolved

    return [outcome.source.path] if is_resolved(outcome) else []


def _stage_paths(paths: list[str]) -> ExitCode:
    """Stage what is resolved; the exit code is 1 where something could not be."""
    from prefect_migrate.git.staging import stage_files

    not_staged = list(stage_files(paths))
    for line in not_staged:
        _put_text(sys.stderr, f"prefect-migrate: {visible_text(line)}\n")
    return ExitCode.LEFT if not_staged else ExitCode.DONE


def _put_unknown(path: str, ids: set[str]) -> None:
    """Warn of the ids of a decisions file that nothing in the run has."""
    from prefect_migrate.conflicts.choices import read_choices, unknown_ids

    for line in unknown_ids(read_choices(Path(path)), ids):
        _put_text(sys.stderr, f"prefect-migrate: warning: {visible_text(f'{path}: {line}')}\n")


def _make_page(request: Request) -> HtmlPage | None:
    if not request.html:
        return None
    from prefect_migrate.reports.page import HtmlPage

    return HtmlPage(" ".join(request.paths), request.settings)


def _put_page(path: str, text: str) -> ExitCode:
    """Write the page; the exit code."""
    try:
        Path(path).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        _put_text(
            sys.stderr, f"prefect-migrate: error: {visible_text(path)}: {error.strerror or error}\n"
        )
        return ExitCode.FAILED
    return ExitCode.DONE


def _make_statistics(request: Request) -> Statistics | None:
    if not request.statistics:
        return None
    from prefect_migrate.bulk.statistics import Statistics

    return Statistics()


def _tell_interrupted(runs: list[Run]) -> ExitCode:
    """Say what a run that was broken off did; returns a shell's exit code for Ctrl-C."""
    written = "".join(f"  {visible_text(path)}\n" for run in runs for path in run.written)
    message = f"these files were written ('prefect-migrate undo' takes them back):\n{written}"
    _put_text(
        sys.stderr, f"prefect-migrate: interrupted; {message if written else 'nothing written'}\n"
    )
    return ExitCode.INTERRUPTED


def _migrate_all(request: Request, runs: list[Run]) -> Generator[Outcome, None, None]:
    """Migrate what the request names; what is to be written is written when it comes out.

    A run is added to ``runs``, which tells of it afterwards.
    """
    from prefect_migrate import single

    if request.filters:
        yield _filter_input(request)
        return
    paths = tuple(map(shown_path, request.paths))
    alone = len(paths) == 1 and not Path(paths[0]).is_dir()
    if alone and (outcome := single.unconcerned_outcome(paths[0], request.settings)):
        yield outcome
        return
    from prefect_migrate.bulk.progress import with_progress
    from prefect_migrate.bulk.run import Run, RunOptions

    cache = request.cache and not alone
    run_options = RunOptions(
        request.jobs,
        request.timeout,
        cache,
        request.allow_dirty,
        request.since,
        request.conflicted,
    )
    decide = single.with_decisions(request.decisions)
    run = Run(paths, request.settings, request.files, run_options, request.writes, decide)
    runs.append(run)
    yield from with_progress(iter(run), run.total)
    if request.verbosity >= 0:
        notes = (f"{note.path}: {note.reason}" for note in run.notes)
        sys.stderr.writelines(f"{visible_text(line)}\n" for line in notes)


def _filter_input(request: Request) -> Outcome:
    """Standard input to standard output; what can't be migrated comes back as it was.

    So an editor that filters a file through the tool loses nothing.
    """
    from prefect_migrate import single

    data = sys.stdin.buffer.read()
    decide = single.with_decisions(request.decisions)
    path = request.stdin_filename
    outcome = single.migrate_bytes(data, path, request.settings, decide, request.timeout)
    if request.writes:
        result = outcome.source.encode(outcome.text) if outcome.changed else data
        _put_bytes(sys.stdout, result)
    return outcome


def shown_path(path: str) -> str:
    """``path`` relative to the working directory where it lies below it.

    A path with ``..`` stays: what it means may hang on symbolic links.
    """
    if ".." in Path(path).parts:
        return path
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _report_style(request: Request, stream: TextIO) -> Style:
    return Style(
        request.verbosity,
        use_colour(request.color, stream),
        terminal_width(stream),
        " ".join(["prefect-migrate", *map(_quote_path, request.paths)]),
        request.settings.rules_url,
        request.writes,
    )


def _quote_path(path: str) -> str:
    if path.isascii() and path.replace("/", "").replace(".", "").replace("_", "").isalnum():
        return path
    import shlex

    return shlex.quote(path)


def _mask_secrets(outcome: Outcome) -> Outcome:
    """The outcome as reports show it; nothing is imported for one without findings."""
    if not (outcome.changed or outcome.left or outcome.refusal or outcome.diagnostics):
        return outcome
    from prefect_migrate.reports.masking import masked_outcome

    return masked_outcome(outcome)


def _put_diff(request: Request, outcome: Outcome) -> ExitCode:
    """Print the diff of one file, for eyes or, by its bytes, for ``git apply``; the exit code."""
    if not outcome.changed:
        return ExitCode.DONE
    from prefect_migrate.reports.diff import DiffError, unified_diff

    try:
        text = unified_diff(outcome)
    except DiffError as error:
        print_error(f"{outcome.source.path}: {error}", sys.stderr)
        return ExitCode.FAILED
    style = _report_style(request, sys.stdout)
    if style.colour or sys.stdout.isatty():
        from prefect_migrate.reports.word_marks import coloured_diff

        _put_text(sys.stdout, coloured_diff(text, style))
    else:
        # A patch keeps the bytes of the file and of its name.
        _put_bytes(sys.stdout, text.encode("utf-8", "surrogateescape"))
    return ExitCode.DONE


def _put_text(stream: TextIO, text: str) -> None:
    _put_bytes(stream, report_bytes(text))


def _put_bytes(stream: TextIO, data: bytes) -> None:
    stream.flush()
    stream.buffer.write(data)
    stream.buffer.flush()
