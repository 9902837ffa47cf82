import os

from prefect import Client as PrefectClient
from prefect.agent.docker import DockerAgent
from prefect.client import Client

with_token = Client(api_token=os.environ["TOKEN"])
with_key = PrefectClient(api_key="k")
with_key.login_to_tenant(tenant_slug="ops")
with_key.logout_from_tenant()
other = get_client()
other.login_to_tenant("mine")
agent = DockerAgent(labels=["x"])
