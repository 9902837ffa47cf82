from prefect.engine.executors import *
from prefect.environments.storage import *

threads = DaskExecutor(n_workers=2)
one = SynchronousExecutor()
kept = Local("/flows")
lost = Memory()
docker = Docker("registry.example", "python:3.8", python_dependencies=["pandas"])
