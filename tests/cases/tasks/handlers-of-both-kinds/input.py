from mylib import store
from prefect import Flow, task
from prefect.engine.result import SafeResult
from prefect.engine.result_handlers import JSONResultHandler, S3ResultHandler

shared = S3ResultHandler("shared")


def remembered(result_handler=JSONResultHandler()):
    return task(lambda: 1, result_handler=result_handler)


with Flow("etl", result_handler=S3ResultHandler("results")) as flow:
    remembered()

store(result_handler=shared)
settings = {"result_handler": S3ResultHandler("settings")}
wrapped = SafeResult(1, result_handler=JSONResultHandler())
