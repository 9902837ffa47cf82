#!/usr/bin/env python3
import prefect


def build():
    from pathlib import Path

    from dask_kubernetes import KubeCluster
    from prefect import Flow
    from prefect.executors import DaskExecutor
    from prefect.run_configs import KubernetesRun
    from yaml import safe_load

    return Flow(
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


print(prefect.__version__)
