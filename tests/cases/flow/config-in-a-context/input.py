import copy

import prefect
from prefect import Flow, context
from prefect.configuration import Config

with prefect.context(config=dict(logging=dict(log_to_cloud=False, level="INFO"))):
    pass
with context({"config": {"cloud": {"graphql": "http://apollo:4200/graphql", "api": "x"}}}):
    pass
made = Config(cloud={"auth_token": "t"})
changed = copy.deepcopy(prefect.config)
changed.logging.log_to_cloud = False
other = prefect.config.copy()
other["cloud"]["agent"]["auth_token"] = "t"
with context(config={**prefect.config, "tasks": {"defaults": {"timeout": 3}}}):
    pass
dask = {"address": "local", "local_processes": True}
flow = Flow("etl")
flow.run(context={"config": {"engine": {"executor": {"dask": dask}}}}, timeout=3)
with context(timeout=3, log_to_cloud=False):
    pass
