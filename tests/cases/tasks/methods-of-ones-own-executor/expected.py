from concurrent.futures import ThreadPoolExecutor

from prefect.executors import Executor, LocalExecutor


class PoolExecutor(Executor):
    def start(self):
        self.pool = ThreadPoolExecutor(4)
        yield

    def submit(self, fn, *args, **kwargs):
        return self.pool.submit(fn, *args, **kwargs)

    def map(self, fn, *args):
        return [self.submit(fn, *each) for each in zip(*args)]

    def wait(self, futures, timeout):
        return [future.result(timeout) for future in futures]


class LoggedExecutor(LocalExecutor):
    def submit(self, fn, *args, **kwargs):
        print("submit", fn)
        return super().submit(fn, *args, **kwargs)

    def wait(self, futures, timeout=None):
        return super().wait(futures)


class NarrowExecutor(LocalExecutor):
    def submit(self, fn, task, state):
        return fn(task=task, state=state)


class ReadyExecutor(Executor):
    def submit(self, fn, *args, extra_context=None, **kwargs):
        return fn(*args, **kwargs)
