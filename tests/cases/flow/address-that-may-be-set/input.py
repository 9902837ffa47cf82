from prefect.executors import DaskExecutor


def make(address, extra):
    return [
        DaskExecutor(address, name="etl", security=None),
        DaskExecutor(address=address, timeout=5),
        DaskExecutor(address, n_workers=2, name="x"),
        DaskExecutor(address, **extra),
    ]
