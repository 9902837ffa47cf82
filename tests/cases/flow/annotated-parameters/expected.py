from typing import Optional

from prefect import Flow
from prefect.client import Client


def move(client: Client, flow: Flow, other: Optional[Flow] = None):
    client.switch_tenant("t")
    client.set_flow_run_state("id", 1, None)
    flow.register("project")
    other.deploy("project")


def unknown(client, flow: "Table"):
    client.login_to_tenant("t")
    flow.append(1)
