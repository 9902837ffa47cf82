from prefect.engine.result_handlers import LocalResultHandler, ResultHandler

handler = LocalResultHandler("/tmp/out")
handler.write({"a": 1})


def is_handler(value) -> bool:
    return isinstance(value, (LocalResultHandler, ResultHandler))
