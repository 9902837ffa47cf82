from prefect import Flow, task
from prefect.engine.result_handlers import ResultHandler


class Shelf(ResultHandler):
    def read(self, loc):
        return loc

    def write(self, result):
        return str(result)


@task
def one():
    return 1


with Flow("kept", result_handler=Shelf()) as flow:
    one()
