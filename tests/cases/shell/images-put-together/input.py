import docker
from prefect import Flow
from prefect.run_configs import DockerRun, ECSRun, KubernetesRun
from prefect.storage import Docker

ORGANIZATION = "prefecthq"
IMAGE, TAG = "prefecthq/prefect", "0.13.19"


class Settings:
    repository = "prefecthq/prefect"
    tag = "0.12.6-python3.7"


flow = Flow("a", run_config=KubernetesRun(image=f"{ORGANIZATION}/prefect:{TAG}"))
flow.storage = Docker(
    base_image=IMAGE + ":" + TAG,
    python_dependencies=[f"prefect=={TAG}", "pandas==1.2"],
)
ecs = ECSRun(image="{}:{}".format(Settings.repository, Settings.tag))
local = DockerRun(image=":".join((IMAGE, TAG)))
percent = DockerRun(image="prefecthq/prefect:%s" % TAG)
docker.from_env().images.pull(IMAGE, tag=TAG)
docker.from_env().images.pull("prefecthq/prefect", "0.13.19")
values = dict(repository=IMAGE, tag=TAG)
ours = KubernetesRun(image=f"registry.example/etl:{TAG}")
new = KubernetesRun(image=f"{IMAGE}:1.4.1")
print(f"uses {IMAGE}:{TAG}")
