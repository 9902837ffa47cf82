import asyncio
import shlex
import subprocess

from invoke import task

AGENT = ["prefect", "agent", "docker", "start"]
UNUSED = "prefect agent start kubernetes"


@task
def agents(c):
    c.run("prefect agent local start -l etl")
    subprocess.check_call(AGENT)
    subprocess.Popen(shlex.split("prefect agent local install --token t"))
    subprocess.run("prefect run --name etl".split(" "))
    print("prefect agent start")


async def start():
    await asyncio.create_subprocess_shell("prefect agent docker start")
    await asyncio.create_subprocess_exec("prefect", "agent", "start")
