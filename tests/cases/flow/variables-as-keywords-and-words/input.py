import os
import subprocess

import prefect

os.environ.update(PREFECT__LOGGING__LOG_TO_CLOUD="false", PREFECT__CLOUD__AUTH_TOKEN=token)
env = dict(os.environ, PREFECT__LOGGING__LOG_TO_CLOUD="true", OTHER="1")
subprocess.run(["env", "PREFECT__LOGGING__LOG_TO_CLOUD=false", "python", "flow.py"], env=env)
prefect.context.config.logging.log_to_cloud = False
prefect.context.config.cloud.agent.auth_token = "x"
