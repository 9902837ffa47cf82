from prefect.engine.executors import LocalExecutor


class Careful(LocalExecutor):
    def __init__(self, tries=1):
        super().__init__()
        self.tries = tries
