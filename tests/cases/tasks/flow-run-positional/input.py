from prefect.tasks.prefect import FlowRunTask

a = FlowRunTask("child", "project", {"n": 1}, True)
b = FlowRunTask("child", "project", {"n": 1})
c = FlowRunTask("child", "project", wait=True)
