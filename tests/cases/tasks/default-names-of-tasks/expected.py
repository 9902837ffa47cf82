from prefect.tasks.prefect import CancelFlowRun, StartFlowRun, RenameFlowRun

child = StartFlowRun(flow_name="child", project_name="p")
any_child = StartFlowRun(project_name="p")
cancel = CancelFlowRun()
rename = RenameFlowRun(name="rename")
