"""One run over files: read, migrate, then write or show; and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from prefect_migrate import reports, writing
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.choices import Choice, ChoicesError, read
from prefect_migrate.git.resolve import resolve, survey
from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.reports import diff
from prefect_migrate.reports.interface import Tally
from prefect_migrate.request import Request
from prefect_migrate.settings import Settings

_SUFFIXES = {".py", ".md", ".yaml", ".yml"}


def execute(request: Request) -> int:
    """Run ``request``; returns the exit code."""
    try:
        return _execute(request)
    except ChoicesError as error:
        sys.stderr.write(f"prefect-migrate: error: {error}\n")
        return 2


def _execute(request: Request) -> int:
    standard_input = request.paths == ("-",)
    account = sys.stderr if request.diff or standard_input else sys.stdout
    colour = _coloured(request.color, account)
    report = reports.report(request.output_format, request.verbosity, colour)
    tally, code = Tally(written=request.writes), 0
    outcomes = _from_stdin(request) if standard_input else _from_files(request)
    for outcome in outcomes:
        if request.diff:
            _put(sys.stdout, diff.unified(outcome))
        elif request.writes and outcome.changed and not standard_input:
            outcome = _written(outcome)
        tally = tally.plus(outcome)
        code = max(code, exit_code(outcome, request.writes))
        wrong = outcome.refusal and request.output_format == "text"
        _put(sys.stderr if wrong else account, report.outcome(outcome))
    _put(account, report.end(tally))
    return code


def exit_code(outcome: Outcome, writes: bool = True) -> int:
    """0 nothing left to do, 1 something to do for a person or a writing run, 2 refused."""
    if outcome.refusal:
        return 2
    return int(outcome.left or (outcome.changed and not writes))


def run_bytes(
    data: bytes,
    path: str,
    settings: Settings,
    base: BaseFound | None = None,
    choices: Mapping[str, Choice] | None = None,
) -> Outcome:
    """Migrate a file's bytes; ``path`` is for display and for the kind of document.

    ``base`` is what is known of a conflicted file's base, ``choices`` what a person decided.
    """
    try:
        source = Source.decode(data, path)
    except Refusal as refusal:
        return Outcome.refused(Source(path, ""), refusal)
    return resolve(source, settings, base, choices)


def _from_stdin(request: Request) -> Iterator[Outcome]:
    """A filter gives back what it can't migrate, so that an editor loses nothing."""
    data = sys.stdin.buffer.read()
    choices = _choices(request)
    outcome = run_bytes(data, request.stdin_filename, request.settings, None, choices)
    if request.writes:
        result = outcome.source.encode(outcome.text) if outcome.changed else data
        _put_bytes(sys.stdout, result)
    yield outcome


def _from_files(request: Request) -> Iterator[Outcome]:
    choices = _choices(request)
    paths = list(_expanded(request.paths))
    bases = survey(paths, request.settings)
    for path in paths:
        shown = _shown(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            refusal = Refusal(f"could not be read: {error.strerror}")
            yield Outcome.refused(Source(shown, ""), refusal)
            continue
        yield run_bytes(data, shown, request.settings, bases.get(path), choices)


def _choices(request: Request) -> dict[str, Choice]:
    return read(Path(request.decisions)) if request.decisions else {}


def _expanded(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in _SUFFIXES and p.is_file())
        else:
            yield path


def _shown(path: Path) -> str:
    """``path`` relative to the working directory where it lies below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _written(outcome: Outcome) -> Outcome:
    source = outcome.source
    try:
        before, after = source.encode(source.text), source.encode(outcome.text)
        writing.write(Path(source.path), after, before=before)
    except Refusal as refusal:
        return Outcome.refused(source, refusal)
    return outcome


def _coloured(choice: str, stream: TextIO) -> bool:
    if choice != "auto":
        return choice == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def _put(stream: TextIO, text: str) -> None:
    _put_bytes(stream, text.encode("utf-8", "surrogateescape"))


def _put_bytes(stream: TextIO, data: bytes) -> None:
    stream.flush()
    stream.buffer.write(data)
    stream.buffer.flush()
