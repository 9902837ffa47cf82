from typing import Optional

from prefect import Flow, Task
from prefect.engine.result_handlers import LocalResultHandler, S3ResultHandler
from prefect.engine.results import GCSResult


class Stored:
    result_handler = LocalResultHandler(dir="/var/results")

    def __init__(self, **settings):
        settings.setdefault("result_handler", self.result_handler)
        super().__init__(**settings)


class Typed(Task):
    result_handler: Optional[object] = S3ResultHandler("typed")


class Settings:
    where = GCSResult("settings")


flow = Flow("classes", result=Settings.where)
