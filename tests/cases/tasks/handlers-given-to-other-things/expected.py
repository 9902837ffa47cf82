from prefect.engine.result import Result, SafeResult
from prefect.engine.result_handlers import JSONResultHandler, LocalResultHandler
from prefect.engine.results import GCSResult

from reports.archive import Archive, connect

answer = Result(42, JSONResultHandler())
named = Result(value=42, result_handler=JSONResultHandler())
stored = SafeResult("2020/3/1/x.prefect_result", JSONResultHandler())
local = LocalResultHandler("/var/results")
again = Result(43, local)

archive = Archive("weekly", handler=GCSResult("weekly-results"))
by_position = connect(GCSResult(bucket="monthly-results"))
