from prefect.tasks.prefect import CancelFlowRunTask, FlowRunTask, RenameFlowRunTask

child = FlowRunTask(flow_name="child", project_name="p")
any_child = FlowRunTask(project_name="p")
cancel = CancelFlowRunTask()
rename = RenameFlowRunTask(name="rename")
