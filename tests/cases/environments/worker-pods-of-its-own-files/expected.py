from pathlib import Path

from dask_kubernetes import KubeCluster
from prefect import Flow
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker
from yaml import safe_load

flow = Flow("f", storage=Docker(registry_url="r"))
flow.executor = DaskExecutor(
    cluster_class=KubeCluster.from_dict,
    cluster_kwargs={
        "pod_spec": safe_load(Path("worker.yaml").read_text()),
        "deploy_mode": "local",
    },
    adapt_kwargs={"minimum": 1, "maximum": 5},
)
flow.run_config = KubernetesRun(
    job_template_path="scheduler.yaml",  # more memory
)
