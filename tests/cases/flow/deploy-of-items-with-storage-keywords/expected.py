from prefect import Flow
from prefect.run_configs import UniversalRun
from prefect.storage import GCS

flows = {name: Flow(name) for name in ("a", "b")}
for name, f in flows.items():
    f.run_config = UniversalRun(labels=[name])
    f.storage = GCS(bucket=name)
flows["a"].environment.labels.add("extra")
flows["b"].register("proj", registry_url="r.example.org")
[f.register(project_name="p") for f in flows.values()]
