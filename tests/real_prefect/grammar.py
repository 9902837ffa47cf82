"""Old flows by the dozen: environments, executors, storage and shapes put together at random."""

from __future__ import annotations

import random
from dataclasses import dataclass

EXECUTORS = (
    'DaskExecutor("tcp://10.0.0.1:8786")',
    'DaskExecutor(address="tcp://10.0.0.1:8786", timeout=5)',
    'DaskExecutor(cluster_kwargs={"n_workers": 1, "processes": False})',
    'DaskExecutor(n_workers=1, processes=False, name="x")',
    'DaskExecutor(cluster_class="dask_kubernetes.KubeCluster", adapt_kwargs={"maximum": 3})',
    "DaskExecutor(local_processes=False, debug=True)",
    "LocalDaskExecutor()",
    'LocalDaskExecutor(scheduler="threads", num_workers=3)',
    *("LocalExecutor()", "EXECUTOR", "make()"),
)
LABELS = ('["a", "b"]', '{"x"}', "LABELS", '[c for c in "ab"]', '("t",)', 'list(LABELS) + ["z"]')
DOCKER = 'Docker(registry_url="r", image_name="i", image_tag="t")'
STORAGE = (
    *("None", DOCKER, 'S3("b")', 'S3(bucket="b", key="k", add_default_labels=False)', "STORAGE"),
    *('Local("/tmp")', 'GCS("b", project="p")', 'GitHub("a/b", "f.py", "main")'),
    *('GitLab("a/b", "https://h", "f.py")', 'CodeCommit("a", "f.py")'),
)
NAMES = "DaskExecutor, LocalDaskExecutor, LocalExecutor"
EXECUTOR_IMPORTS = (
    f"from prefect.engine.executors import {NAMES}\n",
    f"from prefect.engine.executors import (\n    {NAMES.replace(', ', ',' + chr(10) + '    ')},\n)\n",
    "from prefect.engine.executors.dask import DaskExecutor, LocalDaskExecutor\n"
    "from prefect.engine.executors.local import LocalExecutor\n",
)
HEAD = """\
from prefect.environments.storage import CodeCommit, Docker, GCS, GitHub, GitLab, Local, S3

LABELS = ["l"]
N = 2
EXECUTOR = LocalDaskExecutor()
STORAGE = Local("/tmp")


def make():
    return LocalDaskExecutor()


@task
def one():
    return 1


"""
SHAPES = (
    'with Flow("f", environment={env}, storage={storage}) as flow:\n    one()\n',
    'flow = Flow(\n    "f",\n    environment={env},\n    storage={storage},\n)\n'
    "with flow:\n    one()\n",
    'with Flow("f") as flow:\n    one()\nflow.environment = {env}\nflow.storage = {storage}\n',
    'env = {env}\nwith Flow("f", storage={storage}, environment=env) as flow:\n    one()\n',
    'env = {env}\nwith Flow("f", storage={storage}) as flow:\n    one()\nflow.environment = env\n',
    'def build():\n    with Flow("f", storage={storage}) as flow:\n        one()\n'
    "    flow.environment = {env}\n    return flow\n\n\nflow = build()\n",
)

LAYOUTS = ("{0}({1})", "{0}(\n        {2},\n    )", "{0}(  # env\n        {2}\n    )")

Arguments = list[tuple[str, str]]
"""Keyword (``""``: positional) and expression."""


@dataclass(frozen=True)
class Made:
    """One old flow, and the agent that the tool is to be told of."""

    text: str
    agent: str | None


def flow(seed: int) -> Made:
    """The flow of ``seed``."""
    pick = random.Random(seed)
    name, arguments = pick.choice(_ENVIRONMENTS)(pick)
    if pick.random() < 0.6:
        arguments.append(("labels", pick.choice(LABELS)))
    storage = DOCKER if name.startswith(("Kubernetes", "Fargate")) else pick.choice(STORAGE)
    agent = None
    if name.startswith(("Local", "Remote")) and pick.random() < 0.2:
        arguments.append(("metadata", '{"image": "r/i:1"}'))
        agent = pick.choice(("kubernetes", "docker", "ecs"))
    keywords = [a for a in arguments if a[0]]
    pick.shuffle(keywords)
    parts = [value for keyword, value in arguments if not keyword]
    parts += [f"{keyword}={value}" for keyword, value in keywords]
    alias, line = pick.choice(
        (
            (name, f"from prefect.environments import {name}\n"),
            ("Env", f"from prefect.environments import {name} as Env\n"),
            (f"prefect.environments.{name}", "import prefect\n"),
        )
    )
    layout = pick.choice(LAYOUTS) if parts else LAYOUTS[0]
    env = layout.format(alias, ", ".join(parts), ",\n        ".join(parts))
    head = "from dask_cloudprovider import FargateCluster\nfrom prefect import Flow, task\n"
    body = pick.choice(SHAPES).format(env=env, storage=storage)
    return Made(f"{head}{pick.choice(EXECUTOR_IMPORTS)}{line}{HEAD}{body}", agent)


def _first(pick: random.Random, keyword: str, value: str) -> tuple[str, str]:
    """An argument that may be positional, as the first of its call."""
    return ("" if pick.random() < 0.4 else keyword, value)


def _local(pick: random.Random) -> tuple[str, Arguments]:
    given = [_first(pick, "executor", pick.choice(EXECUTORS))] if pick.random() < 0.8 else []
    return "LocalEnvironment", given


def _remote(pick: random.Random) -> tuple[str, Arguments]:
    dask = pick.random() < 0.5
    name = "DaskExecutor" if dask else "LocalDaskExecutor"
    given = [_first(pick, "executor", f'"prefect.engine.executors.{name}"')]
    dictionaries = (
        ('{"address": "tcp://1.2.3.4:1"}', '{"n_workers": 2, "local_processes": True}')
        if dask
        else ('{"scheduler": "threads"}', 'dict(scheduler="synchronous")')
    )
    if pick.random() < 0.7:
        given.append(("executor_kwargs", pick.choice(dictionaries)))
    return "RemoteEnvironment", given


def _remote_dask(pick: random.Random) -> tuple[str, Arguments]:
    given = [_first(pick, "address", '"tcp://1.2.3.4:1"')]
    if pick.random() < 0.4:
        given.append(("executor_kwargs", '{"timeout": 3, "debug": True}'))
    return "RemoteDaskEnvironment", given


def _job(pick: random.Random) -> tuple[str, Arguments]:
    given = [_first(pick, "job_spec_file", '"job_spec.yaml"')]
    if pick.random() < 0.3:
        given.append(("unique_job_name", "True"))
    if pick.random() < 0.5:
        given.append(("executor", pick.choice(EXECUTORS)))
    return "KubernetesJobEnvironment", given


def _cloud(pick: random.Random) -> tuple[str, Arguments]:
    given = [_first(pick, "provider_class", "FargateCluster"), ("image", '"r/x:1"')]
    if pick.random() < 0.5:
        given += [("adaptive_min_workers", "1"), ("adaptive_max_workers", "N")]
    if pick.random() < 0.5:
        given.append(("n_workers", "N"))
    return "DaskCloudProviderEnvironment", given


def _fargate(pick: random.Random) -> tuple[str, Arguments]:
    given = [("cpu", '"256"'), ("memory", '"512"'), ("family", '"f"')]
    given.append(("containerDefinitions", '[{"name": "x", "essential": True}]'))
    if pick.random() < 0.5:
        given.append(("executor", pick.choice(EXECUTORS)))
    if pick.random() < 0.5:
        given.append(("cluster", '"c"'))
    return "FargateTaskEnvironment", given


_ENVIRONMENTS = (*[_local] * 4, _remote, _remote_dask, _job, _cloud, _fargate)
