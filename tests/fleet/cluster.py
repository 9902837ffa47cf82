"""A Dask cluster for a test: prints its address, and kills a worker for each line it reads."""

from __future__ import annotations

import os
import random
import signal
import sys

import dask
from distributed import LocalCluster
from distributed.core import Status


def main() -> None:
    chance = random.Random(11)
    dask.config.set({"distributed.scheduler.allowed-failures": 50})
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        for _ in sys.stdin:
            # A nanny whose worker is killed while it starts gives up; in the end there'd be none.
            nannies = cluster.workers.values()
            processes = [n.pid for n in nannies if n.pid and n.status is Status.running]
            if processes:
                os.kill(chance.choice(processes), signal.SIGKILL)


if __name__ == "__main__":
    main()
