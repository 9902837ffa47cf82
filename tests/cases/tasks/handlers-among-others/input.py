from prefect import Flow, task
from prefect.engine.result_handlers import (
    GCSResultHandler,
    JSONResultHandler,
    LocalResultHandler,
    S3ResultHandler,
)

from settings import PROD, choose


class Config:
    handler = GCSResultHandler("b", credentials_secret=None)
    other = JSONResultHandler()
    other = choose()


LISTED = [LocalResultHandler("/y", False), JSONResultHandler()]
NAMED = {"gcs": GCSResultHandler("b"), "mine": choose()}


@task(result_handler=Config.handler)
def one(): ...


@task(result_handler=LISTED[0])
def two(): ...


@task(result_handler=GCSResultHandler("b") if PROD else LocalResultHandler(validate=False))
def three(): ...


if PROD:
    HANDLER = S3ResultHandler("b")
else:
    HANDLER = None


@task(result_handler=HANDLER)
def four(): ...


@task(result_handler=NAMED["gcs"])
def five(): ...


@task(result_handler=Config.other or S3ResultHandler("kept"))
def six(): ...


with Flow("f", result_handler=choose() if PROD else LocalResultHandler()) as flow:
    one()
flow.result_handler = LISTED[1]
