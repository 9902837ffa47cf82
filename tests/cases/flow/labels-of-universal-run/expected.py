from prefect import Flow
from prefect.run_configs import KubernetesRun, UniversalRun as AnyRun

LABELS = ["gpu"]
with Flow("f", run_config=AnyRun(LABELS)) as flow:
    pass
flow.run_config = AnyRun(
    labels=["a", "b"],  # both agents
)
named = AnyRun(labels=LABELS)
with_variables = AnyRun({"LEVEL": "debug"})
job = KubernetesRun("job.yaml")
none = AnyRun()
