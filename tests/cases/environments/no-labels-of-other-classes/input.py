from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment, KubernetesJobEnvironment, RemoteEnvironment

with Flow("job", environment=KubernetesJobEnvironment("job.yaml", labels=[])) as job:
    pass
pods = Flow("pods", environment=DaskKubernetesEnvironment(labels=set(), max_workers=3))
far = Flow("far")
far.environment = RemoteEnvironment(labels=[], executor="prefect.engine.executors.LocalExecutor")
