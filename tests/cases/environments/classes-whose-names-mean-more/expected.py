import os

from prefect import Flow
from prefect.environments import KubernetesJobEnvironment as Env

if os.environ.get("LOCAL"):
    from prefect.environments import LocalEnvironment as Env

if os.environ.get("DASK"):
    from prefect.environments import DaskKubernetesEnvironment
else:
    DaskKubernetesEnvironment = None

flow = Flow("etl", environment=Env(labels=["a"]))
flow.on_cluster = DaskKubernetesEnvironment is not None


def labelled(kind):
    if kind == "ours":
        from ours import Labelled
    else:
        from prefect.environments import LocalEnvironment as Labelled
    return Labelled(labels=[kind])


def plain(kind):
    return Flow(kind)
