from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments import FargateTaskEnvironment, RemoteDaskEnvironment, RemoteEnvironment
from prefect.tasks.secrets import Secret
a = Flow("a", environment=RemoteDaskEnvironment("tcp://x:1", security=Secret("S").run()))
b = Flow("b", environment=RemoteEnvironment("prefect.engine.executors.DaskExecutor", {"address": Secret("A").run()}))
c = Flow("c", environment=FargateTaskEnvironment(networkMode=Secret("A").run(), cluster=Secret("C").run()))
d = DaskExecutor(local_processes=True, security=Secret("D").run())
