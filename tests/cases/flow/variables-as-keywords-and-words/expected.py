import os
import subprocess

import prefect

os.environ.update(PREFECT__CLOUD__SEND_FLOW_RUN_LOGS="false", PREFECT__CLOUD__AUTH_TOKEN=token)
env = dict(os.environ, PREFECT__CLOUD__SEND_FLOW_RUN_LOGS="true", OTHER="1")
subprocess.run(["env", "PREFECT__CLOUD__SEND_FLOW_RUN_LOGS=false", "python", "flow.py"], env=env)
prefect.context.config.cloud.send_flow_run_logs = False
prefect.context.config.cloud.agent.auth_token = "x"
