"""Doc."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from dask_kubernetes import KubeCluster
from prefect import Flow
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun
from yaml import safe_load

flow = Flow(
    "x",
    executor=DaskExecutor(
        cluster_class=KubeCluster.from_dict,
        cluster_kwargs={
            "pod_spec": safe_load(Path("worker.yaml").read_text()),
            "deploy_mode": "local",
        },
        adapt_kwargs={"minimum": 1, "maximum": 2},
    ),
    run_config=KubernetesRun(),
)
print(np.zeros(1))
