from prefect import Flow
from prefect.environments import CloudEnvironment as Cloud, DockerEnvironment
import prefect.environments.kubernetes.dask.dask_on_kubernetes as on_kubernetes

flow = Flow("f")
flow.environment = Cloud()
other = Flow("g", environment=DockerEnvironment(base_image="python:3.6", registry_url="r"))
third = on_kubernetes.DaskOnKubernetesEnvironment(max_workers=4)
