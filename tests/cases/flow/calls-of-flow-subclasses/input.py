import prefect
from prefect import Flow
from prefect.storage import Docker


class Etl(Flow):
    pass


class Nightly(Etl):
    def __init__(self, name, **settings):
        super().__init__(name, **settings)


class Built(prefect.Flow):
    def __init__(self, name):
        super().__init__(name, storage=Docker())


class Shipped(Flow):
    def deploy(self, project_name, registry_url):
        self.storage = Docker(registry_url=registry_url)
        self.register(project_name)

    def ship(self):
        self.deploy("p", registry_url="registry.example")


def nightly():
    made = Nightly("nightly")
    return made


etl = Etl("etl")
etl.deploy(project_name="p", registry_url="registry.example")
with Nightly("second") as second:
    pass
second.deploy("p", base_image="python:3.8", set_schedule_active=False)
nightly().deploy("p", image_name="n")
Built("third").deploy("p", registry_url="registry.example")
Etl("fourth").register(project_name="p", registry_url="registry.example")
Shipped("fifth").deploy("p", registry_url="registry.example")
shipped = Shipped("sixth")
shipped.deploy("p", "registry.example")
