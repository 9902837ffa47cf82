from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.environments.storage import GCS

flows = {name: Flow(name) for name in ("a", "b")}
for name, f in flows.items():
    f.environment = LocalEnvironment(labels=[name])
    f.storage = GCS(bucket=name)
flows["a"].environment.labels.add("extra")
flows["b"].deploy("proj", registry_url="r.example.org")
[f.deploy(project_name="p") for f in flows.values()]
