import os
import subprocess

from prefect.tasks.shell import ShellTask

token = os.environ["TOKEN"]
prefix = "PREFECT__LOGGING__"
task = ShellTask(helper_script="export PREFECT__LOGGING__LOG_TO_CLOUD=false")
server = "PREFECT__CLOUD__GRAPHQL=http://apollo:4200/graphql prefect agent local start"
environment = {f"{prefix}LOG_TO_CLOUD": "false", prefix + "LEVEL": "DEBUG"}
subprocess.run(["docker", "run", "-e", f"PREFECT__CLOUD__AUTH_TOKEN={token}", "etl"])
subprocess.run(["docker", "run", "-e", "PREFECT__CLOUD__API=http://apollo:4200", "etl"])
print("set PREFECT__LOGGING__LOG_TO_CLOUD to false")
if not token:
    raise RuntimeError(f"no PREFECT__CLOUD__AUTH_TOKEN in {os.getcwd()}")
