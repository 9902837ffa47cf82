"""Nothing of Prefect is imported before it is needed."""

import functools


@functools.lru_cache(None)
def nightly():
    from prefect import Flow
    from prefect.run_configs import UniversalRun

    return Flow("nightly", run_config=UniversalRun(labels=["night"]))


class Flows:
    async def big(self):
        import prefect
        from prefect.run_configs import UniversalRun

        flow = prefect.Flow("big")
        flow.run_config = UniversalRun(labels=["big"])
        return flow

    def small(self):
        def inner():
            from my.executors import Fast
            from prefect import Flow

            flow = Flow("small")
            flow.executor = Fast()
            return flow

        return inner()
