import functools
from functools import partial

from prefect.agent.docker import DockerAgent
from prefect.agent.kubernetes import KubernetesAgent
from prefect.engine.results import LocalResult
from prefect.storage import S3
from prefect.tasks.kubernetes import RunNamespacedJob
from prefect.tasks.prefect import StartFlowRun

from names import Named

agent = partial(DockerAgent, networks=["flows"])
job = functools.partial(RunNamespacedJob, job_status_poll_interval=3)
result = partial(LocalResult, validators=[bool])
child = partial(StartFlowRun, "child", "project", None, True)
named = partial(KubernetesAgent, "flows")


class Job(RunNamespacedJob):
    def __init__(self, **more):
        super().__init__(job_status_poll_interval=3, **more)


class Agent(DockerAgent):
    def __init__(self):
        DockerAgent.__init__(self, networks=["flows"])


class Store(S3):
    def __init__(self):
        super().__init__("bucket", aws_access_key_id="key")


class Several(DockerAgent, Named):
    def __init__(self):
        super().__init__(networks=["flows"])


class Other(object):
    def __init__(self):
        super().__init__(network="flows", validators=[])


class Old(DockerAgent, object):
    def __init__(self):
        super(Old, self).__init__(networks=["flows"])
