import os
from pathlib import Path
from typing import Any

from dask_kubernetes import KubeCluster
from prefect import Flow
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun
from yaml import safe_load

flow: Any = Flow(os.environ["NAME"])
flow.executor = DaskExecutor(
    cluster_class=KubeCluster.from_dict,
    cluster_kwargs={
        "pod_spec": safe_load(Path("worker.yaml").read_text()),
        "deploy_mode": "local",
    },
    adapt_kwargs={"minimum": 1, "maximum": 2},
)
flow.run_config = KubernetesRun()
