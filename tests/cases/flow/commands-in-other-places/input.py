import asyncio
import shlex
import subprocess

from invoke import task

AGENT = ["prefect", "agent", "start", "docker"]
UNUSED = "prefect agent start kubernetes"


@task
def agents(c):
    c.run("prefect agent start local -l etl")
    subprocess.check_call(AGENT)
    subprocess.Popen(shlex.split("prefect agent install local --token t"))
    subprocess.run("prefect run flow --name etl".split(" "))
    print("prefect agent start")


async def start():
    await asyncio.create_subprocess_shell("prefect agent start docker")
    await asyncio.create_subprocess_exec("prefect", "agent", "start")
