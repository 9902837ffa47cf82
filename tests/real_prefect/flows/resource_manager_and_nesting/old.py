from prefect import Flow, resource_manager, tags, task
from prefect.environments import LocalEnvironment
from prefect.triggers import any_failed


@resource_manager
class Cluster:
    def __init__(self, n):
        self.n = n

    def setup(self):
        return list(range(self.n))

    def cleanup(self, nodes):
        nodes.clear()


@task(trigger=any_failed, tags=["late"])
def mend():
    return "mended"


@task
def work(nodes):
    return len(nodes)


with Flow("resources", environment=LocalEnvironment(labels=["x"])) as flow:
    with Cluster(2) as nodes, tags("inner"):
        done = work(nodes)
    mend(upstream_tasks=[done])
