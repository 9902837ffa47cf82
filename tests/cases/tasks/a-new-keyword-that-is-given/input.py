from functools import partial

from prefect.agent.docker import DockerAgent
from prefect.tasks.kubernetes import RunNamespacedJob

both = DockerAgent(network="flows", networks=["others"])
later = partial(DockerAgent, networks=["others"], network="flows")
none = DockerAgent(network=None)
job = RunNamespacedJob(job_status_pool_interval=3, job_status_poll_interval=5)
