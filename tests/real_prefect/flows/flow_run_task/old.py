from prefect import Flow
from prefect.tasks.prefect import FlowRunTask, RenameFlowRunTask
from prefect.tasks.prefect.flow_run_cancel import CancelFlowRunTask

child = FlowRunTask(flow_name="child", project_name="etl", wait=True)
rename = RenameFlowRunTask(name="rename")

with Flow("parent") as flow:
    rename(flow_run_id=child(parameters={"n": 1}), flow_run_name="today")
    CancelFlowRunTask("run-id", name="cancel")()
