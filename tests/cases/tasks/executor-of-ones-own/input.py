from prefect.engine.executors import DaskExecutor, LocalDaskExecutor


class Small(DaskExecutor):
    def __init__(self, workers):
        super().__init__(local_processes=True, n_workers=workers)


class Named(DaskExecutor):
    def __init__(self, name, **kwargs):
        self.name = name
        super(Named, self).__init__(address="local", **kwargs)


class Threads(LocalDaskExecutor):
    def __init__(self):
        super().__init__(scheduler="threads", num_workers=8)


class Other(DaskExecutor):
    def start(self):
        super().start()
