from prefect import Flow


class Nightly:
    def __init__(self, flow: Flow, bucket):
        self.flow = flow
        self.bucket = bucket

    def ship(self):
        self.flow.deploy("p")
        self.bucket.deploy("p")


def ship_all(flows):
    for flow in flows:
        flow.deploy(project_name="p")


for one in (Flow("a"), Flow("b")):
    one.register("p", labels=["x"])
