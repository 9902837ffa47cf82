from prefect import Flow
from prefect.run_configs import UniversalRun

with Flow("one", run_config=UniversalRun(labels=["a"])) as one:
    pass

one.run_config.labels.add("b")  # and more
print(one.environment.metadata)

two = Flow("two")
two.environment.labels.update(["c"])
