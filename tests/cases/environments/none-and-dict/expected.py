from prefect import Flow
from prefect.run_configs import DockerRun, UniversalRun

IMAGE = "us/flows:1"
a = Flow("a", run_config=UniversalRun(labels=["a"]))
b = Flow("b", run_config=DockerRun(image=IMAGE))
c = Flow("c")
