from functools import partial

from prefect.executors import DaskExecutor, LocalDaskExecutor
from prefect.storage import S3, Azure, Docker, Local

threads = partial(DaskExecutor, "tcp://scheduler:8786", local_processes=True)
by_place = partial(DaskExecutor, "tcp://scheduler:8786", True)
keys = partial(S3, aws_access_key_id="x")
secret = partial(Azure, "container", "DefaultEndpointsProtocol=https")
fine = partial(DaskExecutor, cluster_kwargs={"n_workers": 2}), partial(LocalDaskExecutor, "threads")
also = partial(Docker, registry_url="r"), partial(Local, "/tmp")
