"""A Dask cluster for a test: prints its address, and kills a worker for each line it reads."""

from __future__ import annotations

import os
import random
import signal
import sys

import dask
from distributed import LocalCluster


def main() -> None:
    chance = random.Random(11)
    dask.config.set({"distributed.scheduler.allowed-failures": 50})
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        for _ in sys.stdin:
            processes = [nanny.pid for nanny in cluster.workers.values() if nanny.pid]
            if processes:
                os.kill(chance.choice(processes), signal.SIGKILL)


if __name__ == "__main__":
    main()
