"""Environment variables of Prefect from 0.6 to 1.4.1 that moved, changed or went.

A configuration key is the same thing in small letters: ``[cloud] graphql`` in ``config.toml`` is
``PREFECT__CLOUD__GRAPHQL``. Read from ``config.toml``, ``client.py`` and the agents of 0.13.19,
0.14.22, 0.15.13 and 1.4.1.
"""

from __future__ import annotations

from prefect_codemods.release import Release

RENAMED: dict[str, tuple[str, Release, Release]] = {
    "PREFECT__LOGGING__LOG_TO_CLOUD": (
        "PREFECT__CLOUD__SEND_FLOW_RUN_LOGS",
        Release(0, 14, 20),
        Release(1, 0, 0),
    ),
    "PREFECT__SERVER__UI__GRAPHQL_URL": (
        "PREFECT__SERVER__UI__APOLLO_URL",
        Release(0, 13, 7),
        Release(0, 13, 7),
    ),
}
"""Old name -> new name, the release that brought it, the release without the old one."""

GRAPHQL = "PREFECT__CLOUD__GRAPHQL"
API = "PREFECT__CLOUD__API"
API_ALONE: Release = Release(1, 0, 0)
"""From here on clients read ``cloud.api`` only."""

EXECUTOR_CLASS = "PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS"
STORAGE_CLASS = "PREFECT__FLOWS__DEFAULTS__STORAGE__DEFAULT_CLASS"
EXECUTORS = ("Executor", "LocalExecutor", "LocalDaskExecutor", "DaskExecutor")
STORAGES = (
    *("Storage", "Azure", "Bitbucket", "CodeCommit", "Docker", "GCS", "Git", "GitHub", "GitLab"),
    *("Local", "Module", "S3", "Webhook"),
)

DASK_ADDRESS = "PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS"

TOKENS = ("PREFECT__CLOUD__AUTH_TOKEN", "PREFECT__CLOUD__AGENT__AUTH_TOKEN")
TOKENS_END: Release = Release(1, 0, 0)

REMOVED: dict[str, tuple[Release, str]] = {
    "PREFECT__ENGINE__EXECUTOR__DASK__LOCAL_PROCESSES": (
        Release(0, 14, 0),
        'Write DaskExecutor(cluster_kwargs={"processes": …}) in the flow.',
    ),
    "PREFECT__ENGINE__RESULT_HANDLER__DEFAULT_CLASS": (
        Release(0, 9, 0),
        "Set a result on the flow, as Flow(result=…).",
    ),
    "PREFECT__TASKS__DEFAULTS__CHECKPOINT": (
        Release(0, 9, 1),
        "Set PREFECT__FLOWS__CHECKPOINTING, and checkpoint= on tasks that differ.",
    ),
    "PREFECT__TASKS__DEFAULTS__TIMEOUT": (
        Release(0, 9, 1),
        "Set timeout= on the tasks.",
    ),
    "PREFECT__CLOUD__RESULT_HANDLER": (
        Release(0, 6, 0),
        "Set a result on the flow, as Flow(result=…).",
    ),
    "PREFECT__GENERAL__USER_CONFIG_PATH": (Release(0, 5, 4), "Set PREFECT__USER_CONFIG_PATH."),
}
"""Variables that nothing reads any more: since when, and what to do."""

_RESOURCES = (
    "Set it on the flow, as KubernetesRun(memory_request=…, cpu_limit=…), or in a job template that "
    "the agent is started with."
)
AGENT: dict[str, tuple[Release, str]] = {
    "JOB_MEM_REQUEST": (Release(1, 0, 0), _RESOURCES),
    "JOB_MEM_LIMIT": (Release(1, 0, 0), _RESOURCES),
    "JOB_CPU_REQUEST": (Release(1, 0, 0), _RESOURCES),
    "JOB_CPU_LIMIT": (Release(1, 0, 0), _RESOURCES),
    "IMAGE_PULL_POLICY": (
        Release(1, 0, 0),
        "Set it on the flow, as KubernetesRun(image_pull_policy=…), or in a job template.",
    ),
    "YAML_TEMPLATE": (
        Release(1, 0, 0),
        "Start the agent with `prefect agent kubernetes start --job-template PATH`.",
    ),
}
"""Variables of the Kubernetes agent that 1.x reads nowhere."""

NAMES = frozenset(
    (*RENAMED, GRAPHQL, EXECUTOR_CLASS, STORAGE_CLASS, DASK_ADDRESS, *TOKENS, *REMOVED)
)
"""All variables with Prefect's own prefix about which there is something to say."""
