from prefect import Flow
from prefect.environments import LocalEnvironment

IMAGE = "us/flows:1"
a = Flow("a", environment=LocalEnvironment(None, ["a"]))
b = Flow("b", environment=LocalEnvironment(metadata=dict(image=IMAGE)))
c = Flow("c", environment=LocalEnvironment(metadata={}))
