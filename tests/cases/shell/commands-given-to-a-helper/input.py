import os
import shutil
import subprocess
from pathlib import Path
from typing import Sequence

PREFECT = shutil.which("prefect")
VENV = Path("/opt/venv")
CLI = VENV / "bin" / "prefect"


def prefect(*args: str) -> None:
    subprocess.run(["prefect", *args], check=True)


def prefect_agent(action, kind="docker", labels=()):
    command = ["prefect", "agent", action]
    for label in labels:
        command += ["-l", label]
    subprocess.run(command)


class Deployer:
    """Deploys flows."""

    def _cli(self, words: Sequence[str]) -> str:
        return subprocess.check_output([str(CLI)] + list(words), text=True)

    def deploy(self) -> None:
        self._cli(["register", "flow", "--file", "flow.py", "--project", "prod"])
        self._cli(["register", "--path", "flow.py", "--project", "prod"])
        self._cli(words=("get", "flows"))


def main() -> None:
    prefect("agent", "start", "docker")
    prefect("backend", "cloud")
    prefect("agent", "docker", "start")
    prefect_agent("start")
    prefect_agent("install", kind="kubernetes")
    subprocess.run([PREFECT, "agent", "start"])
    subprocess.run([os.path.join("bin", "prefect"), "run", "flow", "--name", "x"])
    subprocess.run([os.fspath(CLI), "get", "flows"])
    raise ValueError("prefect " + "agent start is gone")


def fine():
    """prefect agent start"""
    import logging
    log = logging.getLogger("prefect")
    log.info("use %s agent start", "prefect")
    print("prefect" + " agent start")
    cmd = ["prefect"]
    cmd.append("agent")
    cmd.append("local")
    cmd.append("start")
    subprocess.run(cmd)
    words = ["prefect", "run"]
    words += ["--name", "flow"]
    subprocess.run(words)
    tags = ["prefect", "agent"] + ["docker", "start"]
    for name in ["prefect", "dask"]:
        print(f"{name} agent start")
    subprocess.run(["prefect"] + ["get"] + ["flows"])
    return {"app": "prefect", "role": "agent"}
