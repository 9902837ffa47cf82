from prefect.executors import DaskExecutor


class Threads(DaskExecutor):
    def __init__(self):
        DaskExecutor.__init__(self, local_processes=False, n_workers=2)


class Remote(DaskExecutor):
    def __init__(self, address):
        DaskExecutor.__init__(self, address, debug=True)
