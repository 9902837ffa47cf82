import prefect.utilities as helpers
from prefect import engine, tasks
from prefect.engine import executors as ex, result_handlers
from prefect.environments import execution
from prefect.environments.execution import k8s

one = engine.executors.dask.DaskExecutor()
two = ex.LocalExecutor()
three = engine.result_handlers.S3ResultHandler("results")
four = result_handlers.LocalResultHandler("/tmp")
five = tasks.cloud.FlowRunTask(flow_name="child", project_name="p")
six = helpers.tasks.unmapped(5)
print(execution.__file__, k8s.job)
try:
    print(one, two, three, four, five, six)
except helpers.exceptions.ClientError as error:
    print(engine.state.Failed(str(error)))
