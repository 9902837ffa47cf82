import copy

from prefect import Flow

Flow.load("etl.prefect").register("p")
etl = Flow.load("etl.prefect")
etl.environment.labels.add("a")
second = etl.copy()
second.register("p", registry_url="registry.example")
third = copy.deepcopy(etl)
third.register(project_name="p")
settings = {"deploy": 1}.copy()
settings.deploy("p")
