import subprocess

import sh

IMAGE_ARGS = ["--set", "image.tag=0.13.19", "--set", "image.repository=prefecthq/prefect"]
subprocess.run(["helm", "upgrade", "etl", "chart/", *IMAGE_ARGS])
subprocess.run(["helm", "upgrade", "x", "--set", "agent.env.PREFECT__CLOUD__AUTH_TOKEN=x"])
subprocess.run(["helm", "upgrade", "x", "--set-string=env.PREFECT__LOGGING__LOG_TO_CLOUD=true"])
sh.helm("upgrade", "prefect-agent", "chart/", "--set", "image.tag=0.12.6-python3.7", _fg=True)
subprocess.run(["helm", "upgrade", "x", "--set", "image.repository=prefecthq/prefect,image.tag=0.13.2"])
DOCKER = ["-ePREFECT__LOGGING__LOG_TO_CLOUD=true", "--env=PREFECT__LOGGING__LOG_TO_CLOUD=true"]
kept = ["--set", "image.tag=0.13.19", "--set", "image.repository=registry.example.org/etl"]
