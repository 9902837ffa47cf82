from abc import ABC
from typing import Generic, TypeVar

from mycorp.mixins import LogMixin
from prefect import Task
from prefect.executors import DaskExecutor
from prefect.engine.result_handlers import S3ResultHandler
from prefect.engine.results import LocalResult
from prefect.tasks.aws import S3Download
from prefect.storage import S3

T = TypeVar("T")


class Passing:
    def __init__(self, *args, **kwargs):
        self.started = None
        super().__init__(*args, **kwargs)


class Plain:
    """No __init__."""


class Keeping:
    def __init__(self, result_handler=None, **kwargs):
        self.result_handler = result_handler
        super().__init__(**kwargs)


class Swallowing:
    def __init__(self, **kwargs):
        super().__init__()


class One(Passing, Plain, Task):
    def __init__(self):
        super().__init__(result=LocalResult(dir="x"))


class Two(ABC, Generic[T], Task):
    def __init__(self):
        super().__init__(result=LocalResult(dir="x"))


class Three(Keeping, Task):
    def __init__(self):
        super().__init__(result_handler=S3ResultHandler(bucket="x"))


class Four(LogMixin, Task):
    def __init__(self):
        super().__init__(result_handler=S3ResultHandler(bucket="x"))


class Five(Swallowing, DaskExecutor):
    def __init__(self):
        super().__init__(address="local", local_processes=True)


class Six(LogMixin, DaskExecutor):
    def __init__(self):
        super().__init__(local_processes=True)


class Seven(Passing, DaskExecutor):
    def __init__(self):
        super().__init__(cluster_kwargs={"processes": True})


class Eight(LogMixin, S3Download):
    def __init__(self):
        super().__init__(aws_credentials_secret="X", bucket="b")


class Nine(Plain, S3Download):
    def __init__(self):
        super().__init__(aws_credentials_secret="X", bucket="b")


class Ten(LogMixin, S3):
    def __init__(self):
        super().__init__("bucket", aws_access_key_id="x")


class Base(Task):
    pass


class Eleven(Base, LogMixin):
    def __init__(self):
        super(Eleven, self).__init__(result=LocalResult(dir="x"))
