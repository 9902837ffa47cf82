from prefect import engine, exceptions, executors, executors as ex, tasks, unmapped
from prefect.engine import results
from prefect.environments import execution
from prefect.environments.execution import k8s

one = executors.DaskExecutor()
two = ex.LocalExecutor()
three = engine.results.S3Result("results")
four = results.LocalResult("/tmp")
five = tasks.prefect.StartFlowRun(flow_name="child", project_name="p")
six = unmapped(5)
print(execution.__file__, k8s.job)
try:
    print(one, two, three, four, five, six)
except exceptions.ClientError as error:
    print(engine.state.Failed(str(error)))
