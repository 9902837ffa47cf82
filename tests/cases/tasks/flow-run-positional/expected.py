from prefect.tasks.prefect import StartFlowRun

a = StartFlowRun("child", "project", {"n": 1}, wait=True)
b = StartFlowRun("child", "project", {"n": 1})
c = StartFlowRun("child", "project", wait=True)
