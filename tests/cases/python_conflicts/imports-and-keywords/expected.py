from prefect import Flow, Parameter, task, unmapped
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


@task(max_retries=3, log_stdout=True)
def load(rows):
    """Write the rows."""
    return unmapped(rows)


with Flow("nightly-load") as flow:
    load(Parameter("rows"))

flow.run_config = KubernetesRun(image="etl:2", labels=["spot"])
flow.storage = Docker(registry_url="registry.example.com")
