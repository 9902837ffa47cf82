from prefect import Flow
from prefect.tasks.prefect import FlowRunTask

with Flow("parent") as flow:
    FlowRunTask("child", "etl", {"n": 1}, True)()
