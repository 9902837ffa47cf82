from prefect import Flow


class Ours(Flow):
    def deploy(self, *args, **kwargs):
        return super().deploy(*args, **kwargs)


ours = Ours("x", environment=None)
