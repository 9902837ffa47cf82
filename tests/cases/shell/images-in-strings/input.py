import docker
from kubernetes import client

IMAGE = "prefecthq/prefect:0.13.19"
docker.from_env().containers.run(IMAGE, "prefect agent start")
container = client.V1Container(name="x", image="prefecthq/prefect:0.12.6-python3.7", command=["prefect", "agent", "start"], env=[client.V1EnvVar(name="PREFECT__CLOUD__AUTH_TOKEN", value="x")])
values = {"image": {"repository": "prefecthq/prefect", "tag": "0.13.19"}}
BASE, TAG = "prefecthq/prefect", "0.13.19"
full = f"prefecthq/prefect:{TAG}"
other = "prefecthq/prefect:" + "0.13.19"
template = """
FROM prefecthq/prefect:0.13.19
RUN pip install prefect==0.13.19
ENV PREFECT__CLOUD__AUTH_TOKEN=x
CMD prefect agent start docker
"""
