from prefect.tasks.prefect import CancelFlowRun, RenameFlowRun, StartFlowRun

child = StartFlowRun(flow_name="child", project_name="p")
any_child = StartFlowRun(project_name="p")
cancel = CancelFlowRun()
rename = RenameFlowRun(name="rename")
