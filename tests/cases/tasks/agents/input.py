from prefect.agent.docker import DockerAgent
from prefect.agent.kubernetes import KubernetesAgent
from prefect.agent.local import LocalAgent
from prefect.agent.local.agent import LocalAgent as Agent

LocalAgent(labels=["a"], storage_labels=False).start()
Agent("mine", storage_labels=True)
LocalAgent(name="mine").start()
DockerAgent(
    network="flows",
    docker_interface=False,  # on a Mac
    labels=["docker"],
).start()
DockerAgent(network=input())
KubernetesAgent("flows", volumes=[], volume_mounts=[])
KubernetesAgent(namespace="flows", **{}).start()
