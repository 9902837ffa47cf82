from prefect.agent.kubernetes import KubernetesAgent

print(KubernetesAgent.generate_deployment_yaml("TOKEN", namespace="etl"))
print(KubernetesAgent.generate_deployment_yaml(token="TOKEN"))
print(KubernetesAgent.generate_deployment_yaml(key="KEY", rbac=True))
