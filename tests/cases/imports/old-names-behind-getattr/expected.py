import prefect
import prefect.engine

environments = getattr(prefect, "environments", None)
executors = getattr(prefect.engine, "executors")
start = getattr(prefect.tasks.prefect, "FlowRunTask")
kept = getattr(prefect.executors, "LocalExecutor")
name = input()
any_name = getattr(prefect, name)
other = getattr(prefect, "Flow")
mine = getattr(start, "environments")
