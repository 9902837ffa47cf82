import sh
from plumbum import FG, local
from plumbum.cmd import prefect

prefect["agent", "start", "docker"] & FG
prefect("agent", "start", "local")
local["prefect"]["register"]["flow", "--file", "flow.py"]()
sh.prefect("run", "cloud", "--name", "x")
sh.prefect.agent("install", "kubernetes")
prefect["agent", "docker", "start"] & FG
sh.prefect("register", "--project", "etl", "--path", "flow.py")
local["echo"]["prefect agent", "start"]()
