"""Where the repositories of a fleet are worked on: here, or on a Dask cluster."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import replace
from typing import Any

from prefect_migrate.fleet.commands import stop
from prefect_migrate.fleet.task import Record, Task, failed_record, migrate_repository

_RETRIES = 3
# Seconds that a scheduler has to answer.
_PATIENCE = 15


class EngineError(Exception):
    """An engine that can't be used; the message is one line."""


def run_locally(tasks: Mapping[str, Task], jobs: int) -> Iterator[tuple[str, Record]]:
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


def run_on_dask(tasks: Mapping[str, Task], scheduler: str) -> Iterator[tuple[str, Record]]:
    """The same on the cluster of the ``dask.distributed`` scheduler at ``scheduler``.

    The keys name the tasks on the cluster, so that two of the same are done once; a lost worker's
    tasks are run again. The workers need this package and the task's folder, by the same path.
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
        client = distributed.Client(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise EngineError(f"no Dask scheduler at {scheduler}: {error}") from None
    with closing(client):
        if not client.scheduler_info()["workers"]:
            sys.stderr.write("prefect-migrate: the cluster has no worker yet; waiting for one\n")
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
            for future in distributed.as_completed(futures):
                yield futures[future], _task_result(future, tasks[futures[future]])
                future.release()
        except (distributed.CancelledError, OSError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise EngineError(
                f"the cluster at {scheduler} is lost: {said}; the same command resumes from here"
            ) from None


def _task_result(future: Any, task: Task) -> Record:
    """Raises what says that the scheduler is gone, and that alone."""
    if future.cancelled():
        future.result()
    lost = future.exception()
    if lost is None:
        result: Record = future.result()
        return result
    reason = f"lost on the cluster: {type(lost).__name__}: {lost}".splitlines()[0]
    return failed_record(task, reason)


def _absolute_task(task: Task) -> Task:
    patches = os.path.abspath(task.patches) if task.patches else ""
    return replace(task, folder=os.path.abspath(task.folder), patches=patches)
