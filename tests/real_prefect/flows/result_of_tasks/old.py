from prefect import Flow, Task, task
from prefect.engine.result_handlers import (
    ConstantResultHandler,
    JSONResultHandler,
    LocalResultHandler,
)


class Read(Task):
    def run(self):
        return 1


@task(result_handler=JSONResultHandler(), max_retries=0)
def plus(x):
    return x + 1


@task(result_handler=ConstantResultHandler(7))
def seven():
    return 7


read = Read(name="read", result_handler=LocalResultHandler("/tmp"))

with Flow("kept") as flow:
    plus(read() + seven())
