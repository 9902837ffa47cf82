from typing import Optional

from prefect import Flow, Task
from prefect.engine.result_handlers import GCSResultHandler, LocalResultHandler, S3ResultHandler


class Stored:
    result_handler = LocalResultHandler(dir="/var/results")

    def __init__(self, **settings):
        settings.setdefault("result_handler", self.result_handler)
        super().__init__(**settings)


class Typed(Task):
    result_handler: Optional[object] = S3ResultHandler("typed")


class Settings:
    where = GCSResultHandler("settings")


flow = Flow("classes", result_handler=Settings.where)
