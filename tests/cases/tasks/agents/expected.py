from prefect.agent.docker import DockerAgent
from prefect.agent.kubernetes import KubernetesAgent
from prefect.agent.local import LocalAgent
from prefect.agent.local.agent import LocalAgent as Agent

LocalAgent(labels=["a"]).start()
Agent("mine")
LocalAgent(name="mine").start()
# on a Mac
DockerAgent(
    networks=["flows"],
    labels=["docker"],
).start()
DockerAgent(networks=[input()])
KubernetesAgent("flows", volumes=[], volume_mounts=[])
KubernetesAgent(namespace="flows", **{}).start()
