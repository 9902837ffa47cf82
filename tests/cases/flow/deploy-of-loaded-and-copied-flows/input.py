import copy

from prefect import Flow

Flow.load("etl.prefect").deploy("p")
etl = Flow.load("etl.prefect")
etl.environment.labels.add("a")
second = etl.copy()
second.deploy("p", registry_url="registry.example")
third = copy.deepcopy(etl)
third.deploy(project_name="p")
settings = {"deploy": 1}.copy()
settings.deploy("p")
