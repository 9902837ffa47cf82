import settings
from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import UniversalRun

settings.environment = LocalEnvironment(labels=["a"])


class Factory:
    def __init__(self, labels):
        self.storage = None
        self.environment = LocalEnvironment(labels=labels)

    def build(self):
        return Flow("x", environment=self.environment)


class Nightly(Flow):
    def register(self, *args, **kwargs):
        self.run_config = UniversalRun(labels=["nightly"])
        return super().register(*args, **kwargs)


def label(f: "Flow", label):
    f.run_config = UniversalRun(labels=[label])
    print(f.environment.labels)


for f in settings.flows:
    f.environment = settings.environment
