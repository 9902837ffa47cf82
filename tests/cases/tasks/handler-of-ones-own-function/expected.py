from functools import partial

from prefect import Flow, Task, task
from prefect.engine.result import Result
from prefect.engine.result_handlers import LocalResultHandler, S3ResultHandler
from prefect.engine.results import LocalResult, S3Result

saved = partial(task, max_retries=3, result=LocalResult(dir="/tmp"))


class Loose(Task):
    def __init__(self, path, **kwargs):
        self.path = path
        super().__init__(result=LocalResult(), **kwargs)


class Strict(Loose):
    def __init__(self, path, result_handler=None):
        super().__init__(path, result_handler=result_handler)


def make(name, result_handler=None, **kwargs):
    return Flow(name, result_handler=result_handler, **kwargs)


loose = Loose("x", result=S3Result("bucket"))
strict = Strict("x", result_handler=S3ResultHandler("bucket"))
made = make("x", result_handler=S3ResultHandler("bucket"))
plain = make("x", result_handler=None)
result = Result(value=1, result_handler=LocalResultHandler())
