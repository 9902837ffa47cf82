from prefect import Flow
from prefect import Parameter
from prefect.environments import DaskKubernetesEnvironment
from prefect.run_configs import UniversalRun

flow = Flow("x", environment=DaskKubernetesEnvironment(labels=["a"]))
other = Flow("y", run_config=UniversalRun(labels=["b"]))
Parameter("p")
