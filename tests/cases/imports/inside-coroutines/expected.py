import asyncio
from prefect import Flow


async def register(name):
    from prefect.storage import Docker
    from prefect.run_configs import UniversalRun
    with Flow(name) as flow:
        ...
    async with lock:
        flow.storage = Docker(registry_url="x")
        flow.run_config = UniversalRun(labels=[name])
    def inner():
        nonlocal flow
        flow.run_config = UniversalRun(labels=["inner"])
    inner()
    return flow
