from prefect import Flow
from prefect.environments import (
    FargateTaskEnvironment,
    KubernetesJobEnvironment,
    LocalEnvironment,
)

EXECUTOR = "prefect.engine.executors.DaskExecutor"

nightly = Flow("nightly", environment=LocalEnvironment(executor=EXECUTOR))
hourly = Flow("hourly")
hourly.environment = LocalEnvironment("prefect.engine.executors.LocalExecutor", labels=["etl"])
weekly = Flow(
    "weekly",
    environment=KubernetesJobEnvironment(executor=f"{EXECUTOR}", job_spec_file="job.yaml"),
)
monthly = Flow("monthly", environment=FargateTaskEnvironment(executor="dask", family="etl"))
