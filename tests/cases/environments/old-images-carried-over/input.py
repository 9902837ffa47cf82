from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment, KubernetesJobEnvironment, LocalEnvironment

IMAGE = "prefecthq/prefect:all_extras-0.12.6"
one = Flow("one", environment=LocalEnvironment(metadata={"image": "prefecthq/prefect:0.13.19"}))
two = Flow("two", environment=KubernetesJobEnvironment("job.yaml", metadata={"image": IMAGE}))
three = Flow("three")
three.environment = DaskKubernetesEnvironment(metadata=dict(image="prefecthq/prefect:0.14.0-python3.6"))
four = Flow("four", environment=LocalEnvironment(metadata={"image": "company/flows:0.13.19"}))
