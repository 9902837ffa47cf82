from prefect import Flow


class Pipeline:
    def __init__(self, spare):
        self.main = Flow("main")
        self.spare = spare
        with Flow("side") as self.side:
            pass

    def replace(self):
        self.spare = Flow("spare")

    def ship(self):
        self.main.register("etl")
        self.side.register(project_name="etl")
        self.spare.deploy("etl")
