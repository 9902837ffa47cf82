from datetime import timedelta

from prefect import Flow, Parameter, Task
from prefect.environments import LocalEnvironment
from prefect.triggers import all_finished


class Extract(Task):
    def run(self, n):
        return list(range(n))


class Load(Task):
    def run(self, rows):
        return len(rows)


flow = Flow("imperative")
n = Parameter("n", default=3)
extract = Extract(max_retries=2, retry_delay=timedelta(seconds=1), tags=["io"])
load = Load(trigger=all_finished)
extract.set_upstream(n, flow=flow, key="n")
load.set_upstream(extract, flow=flow)
load.bind(rows=extract, flow=flow)
flow.set_reference_tasks([load])
flow.environment = LocalEnvironment(labels=["x"])
