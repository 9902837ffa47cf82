from prefect import Flow


class Flows:
    def __init__(self):
        self.flows = [Flow("a"), Flow("b")]
        self.bucket = None

    def build(self):
        return Flow("c")

    def ship(self):
        self.build().deploy("p")
        first, second = Flow("d"), Flow("e")
        first.deploy("p")
        second.deploy("p", registry_url="registry.example")
        list(map(lambda one: one.deploy("p"), [Flow("f"), Flow("g")]))
        list(map(lambda one: one.deploy("p"), self.flows))
        list(map(lambda one: one.deploy("p"), self.bucket))
