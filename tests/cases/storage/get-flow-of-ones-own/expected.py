from prefect.storage import Docker, Storage


class Shelf(Storage):
    def get_flow(self, flow_location=None):
        return self.flows[flow_location]


class Crate(Docker):
    def get_flow(self, location, ref="main"):
        return super().get_flow(location)


class Box(Storage):
    def get_flow(self, flow_name):
        return self.flows[flow_name]


class Drawer:
    def get_flow(self, location):
        return location
