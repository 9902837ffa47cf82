from prefect.executors import DaskExecutor
from prefect import Flow

common = {"adapt_kwargs": {"minimum": 1}}
common["n_workers"] = 4
one = DaskExecutor(**common)


def made(address=None, **options):
    options.setdefault("local_processes", True)
    return DaskExecutor(address, **options)


def fine(**options):
    options.setdefault("debug", True)
    return DaskExecutor(**options)
