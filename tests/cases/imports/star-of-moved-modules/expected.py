from prefect.executors import *
from prefect.storage import *

threads = DaskExecutor(cluster_kwargs={"n_workers": 2})
one = SynchronousExecutor()
kept = Local("/flows")
lost = Memory()
docker = Docker("registry.example", "python:3.8", python_dependencies=["pandas"])
