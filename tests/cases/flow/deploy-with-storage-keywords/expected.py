from functools import partial

from prefect import Flow


class Etl(Flow):
    pass


etl = Etl("etl")
etl.register("p", registry_url="registry.example.org", image_tag="1")
for name in ("a", "b"):
    Flow(name).register(project_name="p", base_image="python:3.8")
flow = Flow("kept")
flow.register("p", labels=["a"], set_schedule_active=False)
