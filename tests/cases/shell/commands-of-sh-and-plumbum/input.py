import os
import sh
from plumbum import local
from plumbum.cmd import prefect as prefect_cli

sh.prefect("agent", "start", _out=print)
os.execlp("prefect", "prefect", "agent", "start")
os.spawnlp(os.P_WAIT, "prefect", "prefect", "register", "flow", "--file", "x.py")
sh.prefect.agent.start("docker")
local["prefect"]["agent", "start"]()
prefect_cli["agent", "start"]()
sh.Command("prefect")("agent", "start")
sh.prefect("get", "flows")
