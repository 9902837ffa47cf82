from prefect import Flow, Task, task

from company.results import handler_of

COMMON = {"max_retries": 3, "result_handler": handler_of("common")}
CHECKED = dict(COMMON, checkpoint=True)


class Load(Task):
    def __init__(self, **settings):
        settings.setdefault("result_handler", handler_of("load"))
        super().__init__(**settings)


@task(**CHECKED)
def extract():
    return 1


def build(name, **settings):
    settings.update({"result_handler": handler_of(name)})
    return Flow(name, **settings)


def show(name, **settings):
    settings["result_handler"] = handler_of(name)
    print(name, **settings)
