from prefect import Flow, task
from prefect.engine.result_handlers import GCSResultHandler, JSONResultHandler, LocalResultHandler
from prefect.engine.results import LocalResult, PrefectResult

OPTIONS = {"name": "x", "result_handler": JSONResultHandler()}
flow = Flow(**OPTIONS)
more = dict(name="y", result_handler=LocalResultHandler())
flow2 = Flow(**more)
kw = {}
kw["result_handler"] = GCSResultHandler("b")
kw.setdefault("result_handler", GCSResultHandler("b"))
kw.update(result_handler=GCSResultHandler("b"))
kw.update({"result_handler": GCSResultHandler("b")})
other = Flow("z", **kw)
three = task(lambda: 1, **dict(result_handler=JSONResultHandler()))
flow.result = PrefectResult()
setattr(flow, "result_handler", GCSResultHandler("b"))
handler = GCSResultHandler("c")
kw["result_handler"] = handler
kw["other"] = LocalResult()
