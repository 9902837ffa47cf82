"""Commands of 1.x that are put together, and words that are no command."""
import logging
import subprocess

import prefect

log = logging.getLogger("prefect")
BASE = ["prefect", "agent"]


def agent(kind, *options):
    subprocess.run([*BASE, kind, "start", *options], check=True)


def cli(*words):
    return subprocess.check_output(["prefect", *words], text=True)


agent("docker", "--label", "etl")
cli("get", "flows")
cli("register", "--path", "flow.py", "--project", "prod")
command = ["prefect", "run"]
command += ["--name", "flow"]
subprocess.run(command)
log.info("use %s agent start", "prefect")
print("prefect" + " agent start")
tags = {"app": "prefect", "run": "flow"}
names = ["prefect", "dask"] + ["register", "flow"]
