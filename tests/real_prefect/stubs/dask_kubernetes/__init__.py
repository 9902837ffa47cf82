"""A stand-in for the classic interface of dask-kubernetes: it needs a kube config to be made.

``make_pod_spec`` gives the dictionary that the real one gives as an object of the Kubernetes
client (release 2022.12.0: image, arguments, environment, resources, extras).
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import journal
import prefect
import yaml

_RELEASE = tuple(int(part) for part in prefect.__version__.split("+")[0].split("."))


def make_pod_spec(
    image: str,
    labels: dict[str, str] | None = None,
    threads_per_worker: int = 1,
    env: dict[str, str] | None = None,
    extra_container_config: dict[str, Any] | None = None,
    extra_pod_config: dict[str, Any] | None = None,
    resources: Any = None,
    memory_limit: str | None = None,
    memory_request: str | None = None,
    cpu_limit: str | None = None,
    cpu_request: str | None = None,
    gpu_limit: str | None = None,
    annotations: dict[str, str] | None = None,
) -> dict[str, Any]:
    args = ["dask-worker", "$(DASK_SCHEDULER_ADDRESS)", "--nthreads", str(threads_per_worker)]
    args += ["--death-timeout", "60"]
    if memory_limit:
        args += ["--memory-limit", str(memory_limit)]
    limits = {"memory": memory_limit, "cpu": cpu_limit, "nvidia.com/gpu": gpu_limit}
    requests = {"memory": memory_request, "cpu": cpu_request, "nvidia.com/gpu": gpu_limit}
    container: dict[str, Any] = {
        "name": "dask-worker",
        "image": image,
        "args": args,
        "env": [{"name": key, "value": value} for key, value in (env or {}).items()],
        "resources": {
            "limits": {key: value for key, value in limits.items() if value is not None},
            "requests": {key: value for key, value in requests.items() if value is not None},
        },
        **(extra_container_config or {}),
    }
    return {
        "kind": "Pod",
        "metadata": {"labels": dict(labels or {}), "annotations": dict(annotations or {})},
        "spec": {"restartPolicy": "Never", "containers": [container], **(extra_pod_config or {})},
    }


class KubeCluster(journal.Cluster):
    def __init__(self, pod_template: Any = None, **kwargs: Any) -> None:
        if isinstance(pod_template, str):
            pod_template = yaml.safe_load(Path(pod_template).read_text("utf-8"))
        super().__init__(pod_template=copy.deepcopy(pod_template), **kwargs)

    @classmethod
    def from_dict(cls, pod_spec: Any, **kwargs: Any) -> KubeCluster:
        if _RELEASE < (1, 0):
            # The environments were written for the default of dask-kubernetes up to 2021.03.0.
            kwargs.setdefault("deploy_mode", "local")
        return cls(pod_spec, **kwargs)

    @classmethod
    def from_yaml(cls, yaml_path: str, **kwargs: Any) -> KubeCluster:
        return cls(yaml_path, **kwargs)
