import os

from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import KubernetesRun, UniversalRun

# The machine at night
NIGHT_EXECUTOR = LocalDaskExecutor(num_workers=6)
NIGHT_RUN_CONFIG = UniversalRun(
    labels=["night"],  # as the agent's
)
day_run_config = UniversalRun(labels=["day"])
executor = "taken"


def flows():
    run_config = KubernetesRun(job_template_path="job.yaml")  # small
    return Flow("small", run_config=run_config)


one = Flow("one", executor=NIGHT_EXECUTOR, run_config=NIGHT_RUN_CONFIG)
two = Flow("two", executor=NIGHT_EXECUTOR, run_config=NIGHT_RUN_CONFIG)
three = Flow("three")
three.run_config = day_run_config
