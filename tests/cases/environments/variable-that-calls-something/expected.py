from prefect import Flow
from prefect.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from prefect.run_configs import UniversalRun
from ours import ask_for_labels, start_cluster

executor, run_config = "name", {"name": 1}
env_executor = start_cluster()
env_run_config = UniversalRun(labels=ask_for_labels())
one = Flow("one", executor=env_executor, run_config=env_run_config)
two = Flow("two", executor=env_executor, run_config=env_run_config)
plain_executor = executor
three = Flow("three", executor=DaskExecutor(), run_config=UniversalRun(labels=["a"]))
print(executor, run_config, plain_executor)
shared = LocalEnvironment(executor=start_cluster())
shared_executor = None
four = Flow("four", environment=shared)
five = Flow("five", environment=shared)
print(shared_executor)
