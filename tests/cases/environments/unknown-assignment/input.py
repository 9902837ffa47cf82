from mylib import ENV, get_env
from prefect import Flow

flow = Flow("x")
flow.environment = get_env()


def configure(flow):
    flow.environment = ENV
    return flow


def elsewhere(process):
    process.environment = ENV


class MyFlow(Flow):
    def __init__(self, name):
        super().__init__(name, environment=ENV)
