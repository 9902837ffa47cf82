from prefect.environments.storage import Docker
from prefect.run_configs import DockerRun, KubernetesRun
from prefect.storage import Docker as New

BASE = "python:3.6-slim"
PACKAGES = ["pandas", "prefect[aws]==0.12.5"]

a = Docker("r", "prefecthq/prefect:0.12.6-python3.7", python_dependencies=PACKAGES)
b = Docker(registry_url="r", base_image=BASE, python_dependencies=["prefect<0.14"])
c = New("r", "python:3.7")
d = New("r", base_image="docker.io/library/python:3.5", python_dependencies=["prefect>=1.4"])
e = New(base_image="python:3.10-slim", env_vars={"A": "prefect==0.13"})
f = DockerRun(image="prefecthq/prefect:0.13.19")
g = KubernetesRun(image="prefecthq/prefect:1.4.1", labels=["a"])
