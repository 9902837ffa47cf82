from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.storage import Docker, Local

storage = Docker()
a = Flow("a", None, storage=Local())
b = Flow("b", None, storage=storage)
c = Flow("c", None, executor=LocalDaskExecutor())
d = Flow("d", None, None, None, [one, two])  # tasks
e = Flow("e", None, mystery)
