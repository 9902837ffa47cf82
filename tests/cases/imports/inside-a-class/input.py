from prefect import Flow, task


class Settings:
    from prefect.environments.storage import Docker
    from prefect.environments import LocalEnvironment

    storage = Docker(registry_url="r")
    environment = LocalEnvironment(labels=["a"])

    def flow(self):
        flow = Flow("x", storage=self.storage)
        flow.environment = self.LocalEnvironment(labels=["b"])
        return flow
