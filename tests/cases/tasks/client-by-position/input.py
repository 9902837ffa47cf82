from prefect import Client
from prefect.engine.state import Success

client = Client()
client.set_flow_run_state("id", 1, Success())
client.set_task_run_state("id", 1, Success(), None)
client.set_flow_run_state("id", Success())
client.set_flow_run_state(flow_run_id="id", version=1, state=Success())
client.create_flow_run("id", None, {"a": 1}, None)
