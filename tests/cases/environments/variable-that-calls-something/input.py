from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from ours import ask_for_labels, start_cluster

executor, run_config = "name", {"name": 1}
env = LocalEnvironment(executor=start_cluster(), labels=ask_for_labels())
one = Flow("one", environment=env)
two = Flow("two", environment=env)
plain = LocalEnvironment(executor=DaskExecutor(), labels=["a"])
plain_executor = executor
three = Flow("three", environment=plain)
print(executor, run_config, plain_executor)
shared = LocalEnvironment(executor=start_cluster())
shared_executor = None
four = Flow("four", environment=shared)
five = Flow("five", environment=shared)
print(shared_executor)
