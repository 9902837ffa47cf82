"""``prefect-migrate fleet``: many repositories, each on a branch of its own or as a patch."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Annotated, Literal

import typer

from prefect_migrate.bulk.cache import tool_stamp
from prefect_migrate.bulk.run import cores
from prefect_migrate.fleet import engines, report
from prefect_migrate.fleet.commands import (
    CommandError,
    Terminated,
    end_on_signals,
    git,
    git_outside,
    stop,
)
from prefect_migrate.fleet.run_options import split_words
from prefect_migrate.fleet.sources import Repository, SourceError, repositories
from prefect_migrate.fleet.task import Record, Task
from prefect_migrate.locked_folders import clean_folders
from prefect_migrate.printing import print_error, visible

Engine = Literal["local", "dask"]


def fleet(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="Folders of clones, repositories (bare ones, too), lists of paths or URLs, URLs.",
        ),
    ],
    folder: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="Where the tables go.")
    ] = "fleet",
    branch: Annotated[
        str, typer.Option(metavar="NAME", help="The branch that is made in each repository.")
    ] = "prefect-migrate",
    patches: Annotated[
        str, typer.Option(metavar="DIR", help="Write patches there; make no branch.")
    ] = "",
    engine: Annotated[Engine, typer.Option(help="Processes here, or a Dask cluster.")] = "local",
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The cluster's, such as tcp://host:8786.")
    ] = "",
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Repositories at a time. [cores]")
    ] = 0,
) -> None:
    """Migrate many repositories; each gets a branch of its own, and nothing is pushed.

    Check-outs are not touched. A run that was stopped resumes where it stopped, when it is given
    the same DIR. Further options are those of a run (prefect-migrate --help), such as --agent,
    --from, --select and --unsafe-fixes. fleet.json, fleet.csv and fleet.html in DIR say what was done and what is left.
    Exit code: 0 all migrated or untouched; 1 something is left; 2 a repository failed.
    """
    home = os.path.abspath(folder)
    try:
        end_on_signals()
        places, options = split_words(sources, context.obj)
        _check_branch(branch)
        found = repositories(places)
        if engine == "dask" and not scheduler:
            raise engines.EngineError("--engine dask needs --scheduler ADDRESS")
        tasks = _tasks(found, home, branch, patches and os.path.abspath(patches), tuple(options))
        _clean_work(home)
        records = dict(_done(home, tasks))
        for key, record in _work(engine, scheduler, jobs, tasks, records):
            records[key] = record
            _keep(home, key, record)
            _tell(record, len(records), len(tasks))
        _clean_work(home)
        code = _finish(home, [records[key] for key in tasks])
    except BrokenPipeError:
        stop()
        raise
    except (SourceError, engines.EngineError) as error:
        print_error(str(error), sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:
        stop()
        told = f"{error.filename or home}: {error.strerror or error}"
        print_error(told, sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        stop()
        _clean_work(home)
        sys.stderr.write("prefect-migrate: interrupted; the same command resumes from here\n")
        raise typer.Exit(130) from None
    except Terminated as ended:
        stop()
        _clean_work(home)
        sys.stderr.write("prefect-migrate: ended by a signal; the same command resumes from here\n")
        raise typer.Exit(128 + ended.number) from None
    raise typer.Exit(code)


def _clean_work(home: str) -> None:
    """Remove what killed runs left; what another run works in now stays."""
    work = os.path.join(home, "work")
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


def _tasks(
    found: list[Repository], home: str, branch: str, patches: str, options: tuple[str, ...]
) -> dict[str, Task]:
    """The tasks by keys that say all that their results depend on."""
    tasks = {}
    stamp = tool_stamp()
    made = _commits_made(home)
    for repository in found:
        task = Task(repository, home, branch, patches, options)
        told = repr((asdict(task), _head(task), stamp)).encode("utf-8", "surrogateescape")
        key = f"{repository.name}-{hashlib.sha256(told).hexdigest()[:16]}"
        tasks[key] = replace(task, replaces=made.get((repository.shown, branch), ()))
    return tasks


def _commits_made(home: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The commits of all runs with this DIR, by repository and branch."""
    made: dict[tuple[str, str], tuple[str, ...]] = {}
    with suppress(OSError):
        for name in sorted(os.listdir(os.path.join(home, "records"))):
            record = _read_record(os.path.join(home, "records", name))
            if record is not None and record.commit:
                place = (record.location, record.branch)
                made[place] = (*made.get(place, ()), record.commit)
    return made


def _read_record(path: str) -> Record | None:
    with suppress(OSError, ValueError, TypeError), open(path, encoding="utf-8") as file:
        return Record(**json.load(file))
    return None


def _head(task: Task) -> str:
    """The commit that the repository stands at; a URL is cloned once, and then stands still."""
    if task.repository.remote:
        return ""
    try:
        return git(task.repository.location, "rev-parse", "--verify", "HEAD^{commit}").strip()
    except CommandError:
        return ""


def _work(
    engine: Engine,
    scheduler: str,
    jobs: int,
    tasks: Mapping[str, Task],
    records: Mapping[str, Record],
) -> Iterator[tuple[str, Record]]:
    open_ones = {key: task for key, task in tasks.items() if key not in records}
    if not open_ones:
        return iter(())
    if engine == "dask":
        return engines.dask(open_ones, scheduler)
    return engines.local(open_ones, jobs or cores())


def _done(home: str, tasks: Mapping[str, Task]) -> Iterator[tuple[str, Record]]:
    """The records of an earlier run that needn't be made again; failures are tried again."""
    for key in tasks:
        record = _read_record(_record(home, key))
        if record is not None and record.status != "failed":
            yield key, record


def _record(home: str, key: str) -> str:
    return os.path.join(home, "records", f"{key}.json")


def _keep(home: str, key: str, record: Record) -> None:
    _put(_record(home, key), json.dumps(asdict(record), indent=2))


def _put(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(f"{path}.tmp", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.replace(f"{path}.tmp", path)


def _tell(record: Record, done: int, total: int) -> None:
    result = record.branch or record.patch or record.reason
    told = visible(f"{record.name}: {record.status} {result}".rstrip())
    sys.stdout.write(f"[{done}/{total}] {told}\n")
    sys.stdout.flush()


def _repositories(records: list[Record]) -> str:
    return "1 repository" if len(records) == 1 else f"{len(records)} repositories"


def _finish(home: str, records: list[Record]) -> int:
    _put(os.path.join(home, "fleet.json"), report.as_json(records))
    _put(os.path.join(home, "fleet.csv"), report.as_csv(records))
    _put(os.path.join(home, "fleet-findings.csv"), report.findings_csv(records))
    _put(os.path.join(home, "fleet.html"), report.as_html(records))
    totals = report.totals(records)
    told = ", ".join(f"{count} {status}" for status, count in totals.items() if count)
    sys.stdout.write(f"{_repositories(records)}: {told}; see {visible(home)}/fleet.html\n")
    return 2 if totals["failed"] else int(totals["partly"] > 0)
