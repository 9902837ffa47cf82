import subprocess

from prefect import flow, task
from prefect.deployments import Deployment


@flow(name="etl")
def etl() -> None:
    subprocess.run(["prefect", "agent", "start", "docker"], check=True)


settings = Deployment.build_from_flow(flow=etl, name="nightly")
