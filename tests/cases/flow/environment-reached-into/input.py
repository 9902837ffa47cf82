from prefect import Flow
from prefect.environments import LocalEnvironment

with Flow("one", environment=LocalEnvironment(labels=["a"])) as one:
    pass

one.environment.labels.add("b")  # and more
print(one.environment.metadata)

two = Flow("two")
two.environment.labels.update(["c"])
