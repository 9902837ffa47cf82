"""Where the repositories of a fleet are worked on: here, or on a Dask cluster."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import replace
from typing import Any

from prefect_migrate.fleet.commands import stop
from prefect_migrate.fleet.task import FleetTask, Record, failed_record, migrate_repository

_RETRIES = 3
# Seconds that a scheduler has to answer.
_CONNECT_TIMEOUT = 15
# Seconds without a result, after which the cluster is asked whether it has a worker left.
_QUIET = 30
# Seconds between two looks for a result.
_PAUSE = 0.1


class EngineError(Exception):
    """An engine that can't be used; the message is one line."""


def run_locally(tasks: Mapping[str, FleetTask], jobs: int) -> Iterator[tuple[str, Record]]:
    """Work on ``jobs`` repositories at a time; yields key and record as each is done.

    The threads only wait: the work is done by a process for each repository.
    """
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        futures = {pool.submit(migrate_repository, task): key for key, task in tasks.items()}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            # The threads clean up as soon as what they wait for has ended.
            stop()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def run_on_dask(tasks: Mapping[str, FleetTask], scheduler: str) -> Iterator[tuple[str, Record]]:
    """The same on the cluster of the ``dask.distributed`` scheduler at ``scheduler``.

    The keys name the tasks on the cluster, so that two of the same are done once; a lost worker's
    tasks are run again. The workers need this package and the task's folder, by the same path.
    A cluster without workers is waited for, as long as Dask's own setting
    ``distributed.scheduler.no-workers-timeout`` lets its tasks wait; standard error says so.
    Raises ``EngineError`` without the extra ``dask`` or a scheduler that answers, to the end.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise EngineError("--engine dask needs: pip install 'prefect-migrate[dask]'") from None
    # What they would say of a scheduler that is lost, we say in one line.
    for name in ("asyncio", "distributed", "distributed.client", "distributed.core", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(scheduler, timeout=_CONNECT_TIMEOUT)
    except (OSError, ValueError) as error:
        raise EngineError(f"no Dask scheduler at {scheduler}: {error}") from None
    with closing(client):
        if not client.scheduler_info()["workers"]:
            _warn_of_no_worker()
        futures = {
            client.submit(
                migrate_repository,
                _absolute_task(task),
                key=f"prefect-migrate-{key}",
                retries=_RETRIES,
            ): key
            for key, task in tasks.items()
        }
        try:
            for future in _completed(client, distributed.as_completed(futures)):
                yield futures[future], _task_result(future, tasks[futures[future]])
                future.release()
        except (distributed.CancelledError, OSError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EngineError(
                f"the cluster at {scheduler} is lost: {said}; the same command resumes from here"
            ) from None


def _completed(client: Any, completed: Any) -> Iterator[Any]:
    """The futures of a ``distributed.as_completed``; says when no worker is left to do the rest."""
    warned = False
    quiet_since = time.monotonic()
    while not completed.is_empty():
        if completed.has_ready():
            yield from completed.next_batch(block=False)
            warned, quiet_since = False, time.monotonic()
            continue
        time.sleep(_PAUSE)
        if not warned and time.monotonic() - quiet_since > _QUIET:
            quiet_since = time.monotonic()
            warned = not client.scheduler_info()["workers"]
            if warned:
                _warn_of_no_worker()


def _warn_of_no_worker() -> None:
    sys.stderr.write("prefect-migrate: the cluster has no worker; waiting for one\n")


def _task_result(future: Any, task: FleetTask) -> Record:
    """Raises what says that the scheduler has ended, and that alone."""
    if future.cancelled():
        future.result()
    lost = future.exception()
    if lost is None:
        result: Record = future.result()
        return result
    reason = f"lost on the cluster: {type(lost).__name__}: {lost}".splitlines()[0]
    return failed_record(task, reason)


def _absolute_task(task: FleetTask) -> FleetTask:
    patches = os.path.abspath(task.patches) if task.patches else ""
    return replace(task, folder=os.path.abspath(task.folder), patches=patches)
