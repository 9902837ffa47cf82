import asyncio
from prefect import Flow


async def register(name):
    from prefect.environments.storage import Docker
    from prefect.environments import LocalEnvironment
    with Flow(name) as flow:
        ...
    async with lock:
        flow.storage = Docker(registry_url="x")
        flow.environment = LocalEnvironment(labels=[name])
    def inner():
        from prefect.environments import LocalEnvironment
        nonlocal flow
        flow.environment = LocalEnvironment(labels=["inner"])
    inner()
    return flow
