from prefect.engine.result import Result, SafeResult
from prefect.engine.result_handlers import GCSResultHandler, JSONResultHandler, LocalResultHandler

from reports.archive import Archive, connect

answer = Result(42, JSONResultHandler())
named = Result(value=42, result_handler=JSONResultHandler())
stored = SafeResult("2020/3/1/x.prefect_result", JSONResultHandler())
local = LocalResultHandler("/var/results")
again = Result(43, local)

archive = Archive("weekly", handler=GCSResultHandler("weekly-results"))
by_position = connect(GCSResultHandler(bucket="monthly-results"))
