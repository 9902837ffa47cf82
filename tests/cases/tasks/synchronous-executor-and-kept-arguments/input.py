"""PM121, PM221: executors whose class or arguments changed."""
from prefect.engine import executors as ex
from prefect.engine.executors.sync import SynchronousExecutor as Sync
from prefect.executors import LocalDaskExecutor

NOTHING = Sync()
THROUGH_MODULE = ex.SynchronousExecutor()
CLASS = Sync
KEPT = LocalDaskExecutor(scheduler="threads", num_workers=4)
THREADS = LocalDaskExecutor("threads", nthreads=2)
