"""Doc."""
from __future__ import annotations

import numpy as np

from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment

flow = Flow("x", environment=DaskKubernetesEnvironment(worker_spec_file="worker.yaml"))
print(np.zeros(1))
