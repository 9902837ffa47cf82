from prefect import Flow
from prefect.environments.storage import S3
from prefect.tasks.secrets import EnvVarSecret

flow = Flow("x", storage=S3("bucket"))
flow.storage.get_flow(flow.storage.flows["x"])
flow.storage.get_flow("/flows/x.flow")
flow.storage.get_flow("x")
token = EnvVarSecret(env_var="TOKEN", name="t")
other = EnvVarSecret("TOKEN")


class Runner:
    def __init__(self, flow):
        self.flow = flow

    def load(self, location):
        return self.flow.storage.get_flow(location)


def cache(backend):
    return backend.storage.get_flow(backend.key)
