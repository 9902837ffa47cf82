from prefect import Flow
from somewhere import make

env = make()
with Flow("x", environment=env) as flow:
    pass
