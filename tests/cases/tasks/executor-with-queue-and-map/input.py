from prefect.executors import DaskExecutor, LocalDaskExecutor


class Queued(DaskExecutor):
    def queue(self, maxsize=0, client=None):
        return super().queue(maxsize=maxsize or 100, client=client)

    def map(self, fn, *args):
        return super().map(fn, *args)


class Waiting(LocalDaskExecutor):
    def wait(self, futures, timeout):
        return super().wait(futures)

    def submit(self, fn, *args, **options):
        options.pop("extra_context", None)
        return super().submit(fn, *args, **options)


class Shelf:
    def map(self, fn, *args):
        return [fn(one) for one in args]
