"""A Dask cluster for a test: prints its address, and kills a worker for each line it reads."""

from __future__ import annotations

import os
import random
import signal
import sys
from contextlib import suppress

import dask
from distributed import LocalCluster
from distributed.core import Status


def main() -> None:
    chance = random.Random(11)
    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": 50,
            # A cluster that lost all its workers ends a test by its results, not by waiting.
            "distributed.scheduler.no-workers-timeout": "120s",
        }
    )
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        for _ in sys.stdin:
            # A nanny whose worker is killed while it starts gives up; in the end there'd be none.
            # Its own status is that of a nanny, which runs on while its worker is restarted.
            workers = [nanny.process for nanny in list(cluster.workers.values())]
            running = [w.pid for w in workers if w and w.status is Status.running]
            # One that was killed just now has no number any more, or a number of nobody.
            if processes := [number for number in running if number]:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(processes), signal.SIGKILL)


if __name__ == "__main__":
    main()
