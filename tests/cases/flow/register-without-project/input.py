from prefect import Flow

options = {"project_name": "p"}
flow = Flow("x")
flow.register()
flow.register(labels=["a"], no_url=True)
flow.register("p")
flow.register(labels=["a"], project_name="p")
flow.register(**options)
