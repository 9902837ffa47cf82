import os

from prefect.run_configs import DockerRun, KubernetesRun

if os.environ.get("STABLE"):
    tag = "latest"
else:
    tag = "0.13.19-python3.7"

chosen = KubernetesRun(image=f"prefecthq/prefect:{tag}")
asked = KubernetesRun(image="prefecthq/prefect:" + os.environ.get("PREFECT_TAG", "0.14.22"))
either = DockerRun(image=os.getenv("IMAGE") or "prefecthq/prefect:0.13.19")


def run_config(release="0.13.19"):
    return DockerRun(image=f"prefecthq/prefect:{release}")


runs = [DockerRun(image=f"prefecthq/prefect:{one}") for one in ("0.13.19", "1.4.1")]


def newer(release):
    return DockerRun(image=f"prefecthq/prefect:{release}")


required = KubernetesRun(image=f"prefecthq/prefect:{os.environ['PREFECT_TAG']}")
