from prefect import Flow, task
from prefect.engine.result_handlers import (
    GCSResultHandler,
    JSONResultHandler,
    LocalResultHandler,
    S3ResultHandler,
)
from prefect.engine.results import GCSResult, LocalResult, PrefectResult, S3Result

from settings import PROD, choose


class Config:
    handler = GCSResult("b")
    other = JSONResultHandler()
    other = choose()


LISTED = [LocalResult("/y", validate_dir=False), PrefectResult()]
NAMED = {"gcs": GCSResultHandler("b"), "mine": choose()}


@task(result=Config.handler)
def one(): ...


@task(result=LISTED[0])
def two(): ...


@task(result=GCSResult("b") if PROD else LocalResult(validate_dir=False))
def three(): ...


if PROD:
    HANDLER = S3Result("b")
else:
    HANDLER = None


@task(result=HANDLER)
def four(): ...


@task(result_handler=NAMED["gcs"])
def five(): ...


@task(result_handler=Config.other or S3ResultHandler("kept"))
def six(): ...


with Flow("f", result_handler=choose() if PROD else LocalResultHandler()) as flow:
    one()
flow.result = LISTED[1]
