"""Nothing of Prefect is imported before it is needed."""

import functools


@functools.lru_cache(None)
def nightly():
    from prefect import Flow
    from prefect.environments import LocalEnvironment

    return Flow("nightly", environment=LocalEnvironment(labels=["night"]))


class Flows:
    async def big(self):
        import prefect

        flow = prefect.Flow("big")
        flow.environment = prefect.environments.LocalEnvironment(labels=["big"])
        return flow

    def small(self):
        def inner():
            from prefect.environments import RemoteEnvironment
            from prefect import Flow

            flow = Flow("small")
            flow.environment = RemoteEnvironment(executor="my.executors.Fast")
            return flow

        return inner()
