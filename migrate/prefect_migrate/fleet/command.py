"""``prefect-migrate fleet``: many repositories, each on a branch of its own or as a patch."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace

from prefect_migrate.bulk.cache import tool_fingerprint
from prefect_migrate.bulk.run import usable_cores
from prefect_migrate.config import ConfigError
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.fleet import engines, report
from prefect_migrate.fleet.commands import (
    CommandError,
    Terminated,
    end_on_signals,
    git_outside,
    git_text,
    stop,
)
from prefect_migrate.fleet.fleet_request import FleetRequest, fleet_request
from prefect_migrate.fleet.progress import FleetProgress
from prefect_migrate.fleet.records import EarlierRecord, earlier_records, keep_record
from prefect_migrate.fleet.sources import SourceError, find_repositories
from prefect_migrate.fleet.task import FleetTask, Record
from prefect_migrate.fleet.whole_files import put_text
from prefect_migrate.locked_folders import clean_folders
from prefect_migrate.option_parser import ParsedWords
from prefect_migrate.printing import print_error


def fleet(words: ParsedWords) -> int:
    """Migrate many repositories; returns the exit code. Raises ``UsageError``."""
    folder = ""
    try:
        end_on_signals()
        request = fleet_request(words)
        folder = os.path.abspath(request.folder)
        return _migrate_all(request, folder)
    except BrokenPipeError:
        stop()
        raise
    except (SourceError, ConfigError, engines.EngineError) as error:
        print_error(str(error), sys.stderr)
        return ExitCode.FAILED
    except OSError as error:
        stop()
        print_error(f"{error.filename or folder}: {error.strerror or error}", sys.stderr)
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return _broken_off(folder, "interrupted", ExitCode.INTERRUPTED)
    except Terminated as ended:
        return _broken_off(folder, "ended by a signal", ExitCode.of_signal(ended.number))


def _migrate_all(request: FleetRequest, folder: str) -> ExitCode:
    _check_branch(request.branch)
    _check_folder(folder)
    earlier = earlier_records(folder)
    tasks = _make_tasks(request, folder, earlier)
    _clean_work(folder)
    records = dict(_finished_records(earlier, tasks))
    progress = FleetProgress(request, len(tasks))
    for key, record in _work_on(request, tasks, records):
        records[key] = record
        keep_record(folder, key, record)
        progress.tell(record, len(records))
    _clean_work(folder)
    every = [records[key] for key in tasks]
    _write_tables(request, folder, every)
    progress.end(every, folder)
    return _exit_code(every, request.writes)


def _exit_code(records: list[Record], writes: bool) -> ExitCode:
    totals = report.status_totals(records)
    if totals["failed"]:
        return ExitCode.FAILED
    left = totals["partly"] or (totals["migrated"] and not writes)
    return ExitCode.LEFT if left else ExitCode.DONE


def _broken_off(folder: str, message: str, code: int) -> int:
    stop()
    if folder:
        _clean_work(folder)
    sys.stderr.write(f"prefect-migrate: {message}; the same command resumes from here\n")
    return code


def _clean_work(folder: str) -> None:
    """Remove what killed runs left; what another run works in now stays."""
    work = os.path.join(folder, "work")
    clean_folders(work)
    with suppress(OSError):
        os.rmdir(work)


def _check_branch(name: str) -> None:
    """Raises ``SourceError`` for what git takes for no name of a branch."""
    wrong = name in ("", "@", "HEAD") or name.startswith("-")
    try:
        if not wrong:
            git_outside(os.path.abspath(os.sep), "check-ref-format", f"refs/heads/{name}")
    except CommandError:
        wrong = True
    if wrong:
        raise SourceError(f"--branch {name}: not a name for a branch")


def _check_folder(folder: str) -> None:
    """Raises ``SourceError`` where somebody put a link in the place of a folder to write in."""
    for name in ("", "clones", "diffs", "records", "reports", "work"):
        path = os.path.join(folder, name).rstrip(os.sep)
        if os.path.islink(path):
            raise SourceError(f"{path}: a symbolic link; name the folder itself by --output")


def _make_tasks(
    request: FleetRequest, folder: str, earlier: Sequence[EarlierRecord]
) -> dict[str, FleetTask]:
    """The tasks by keys that say all that their results depend on."""
    tasks = {}
    fingerprint = tool_fingerprint()
    patches = os.path.abspath(request.patches) if request.patches else ""
    if request.diff:
        patches = os.path.join(folder, "diffs")
    for repository in find_repositories(request.sources):
        task = FleetTask(
            repository,
            folder,
            request.branch,
            patches,
            request.options,
            delivers=request.writes or request.diff,
            output_format=request.output_format,
        )
        content = repr((asdict(task), _head_commit(task), fingerprint)).encode(
            "utf-8", "surrogateescape"
        )
        key = f"{repository.name}-{hashlib.sha256(content).hexdigest()[:16]}"
        mine = [one.record for one in earlier if one.record.location == repository.shown]
        commits = tuple(one.commit for one in mine if one.commit and one.branch == request.branch)
        tasks[key] = replace(task, replaces=commits, patched=any(one.patch for one in mine))
    return tasks


def _head_commit(task: FleetTask) -> str:
    """The commit that the repository stands at; a URL is cloned once, and then stands still."""
    if task.repository.remote:
        return ""
    try:
        return git_text(task.repository.location, "rev-parse", "--verify", "HEAD^{commit}").strip()
    except CommandError:
        return ""


def _work_on(
    request: FleetRequest, tasks: Mapping[str, FleetTask], records: Mapping[str, Record]
) -> Iterator[tuple[str, Record]]:
    open_ones = {key: task for key, task in tasks.items() if key not in records}
    if not open_ones:
        return iter(())
    if request.engine == "dask":
        return engines.run_on_dask(open_ones, request.scheduler)
    return engines.run_locally(open_ones, request.jobs or usable_cores())


def _finished_records(
    earlier: Sequence[EarlierRecord], tasks: Mapping[str, FleetTask]
) -> Iterator[tuple[str, Record]]:
    """The records of an earlier run that needn't be made again; failures are tried again.

    So is what a run with other options came after: it moved or removed the branch.
    """
    for key, task in tasks.items():
        place = task.repository.shown
        mine = [one for one in earlier if one.record.location == place]
        last = [one for one in mine if one.record.branch in ("", task.branch)][-1:]
        if last and last[0].key == key and last[0].record.status != "failed":
            yield key, last[0].record


def _write_tables(request: FleetRequest, folder: str, records: list[Record]) -> None:
    page = report.as_html(records)
    put_text(os.path.join(folder, "fleet.json"), report.as_json(records))
    put_text(os.path.join(folder, "fleet.csv"), report.as_csv(records))
    put_text(os.path.join(folder, "fleet-findings.csv"), report.findings_csv(records))
    put_text(os.path.join(folder, "fleet.html"), page)
    if request.html:
        put_text(os.path.abspath(request.html), page)
