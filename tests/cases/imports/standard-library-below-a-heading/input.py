# third party
from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment

flow = Flow("x", environment=DaskKubernetesEnvironment(worker_spec_file="worker.yaml"))
