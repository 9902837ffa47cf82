from fabric import task
import asyncio, shlex

@task
def deploy(c, env="prod"):
    base = "prefect"
    c.run(f"{base} register flow --file etl.py --project {env}")
    c.run("cd /srv && " + base + " agent start docker")
    c.run(" && ".join(["cd /srv", "prefect agent start docker"]))
    c.run(" ".join(("prefect", "agent", "start", f"--label {env}")))

async def main():
    await asyncio.create_subprocess_exec("prefect", *["agent", "start"])
    words = ("agent", "start")
    await asyncio.create_subprocess_exec("prefect", *words)
    argv = shlex.split("prefect agent") + ["start"]
    await asyncio.create_subprocess_exec(*argv)
    os.execlp("prefect", "prefect", "agent", "start")
