from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments.storage import Docker, Local

storage = Docker()
a = Flow("a", None, None, Local())
b = Flow("b", None, None, storage)
c = Flow("c", None, LocalDaskExecutor())
d = Flow("d", None, None, None, [one, two])  # tasks
e = Flow("e", None, mystery)
