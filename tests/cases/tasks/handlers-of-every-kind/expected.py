from prefect import Flow, task
from prefect.engine.result_handlers import (
    JSONResultHandler,
    GCSResultHandler,
    ResultHandler,
)
from prefect.engine.results import AzureResult, ConstantResult, GCSResult, PrefectResult
from prefect.engine.result import Result, SafeResult
from prefect.engine.cache_validators import all_inputs


class Mine(ResultHandler):
    def write(self, v): return str(v)
    def read(self, uri): return uri


HANDLERS = {"json": JSONResultHandler(), "gcs": GCSResultHandler("b", "secret"), "mine": Mine()}


@task(result=PrefectResult(), cache_validator=all_inputs)
def one(): return 1


@task(result_handler=HANDLERS["gcs"])
def two(x): return x


three = task(lambda: 1, name="three", result=ConstantResult(value=3))
with Flow("x", result=AzureResult("c", "conn")) as flow:
    two(one()); three()
flow.result_handler = Mine()
one.result = GCSResult(bucket="b")
handler = flow.result_handler or one.result_handler
Result(3, result_handler=JSONResultHandler())
assert isinstance(flow.run().result[one]._result, (SafeResult, Result))
