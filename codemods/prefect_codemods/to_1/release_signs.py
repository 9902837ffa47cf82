"""Signs of the Prefect release that a text was written for, each with the releases it holds for.

Flow environments gave way to run configs in 0.14.0; storage and executors moved to
``prefect.storage`` and ``prefect.executors`` in the same release, and the old documentation pages
went with them. Prefect 2 replaced the ``Flow`` class, agents and storage. Imports nothing heavy.
"""

from __future__ import annotations

import re

from prefect_codemods.knowledge import ReleaseSigns, Sign
from prefect_codemods.release import Release

ENVIRONMENTS = frozenset(
    {
        "LocalEnvironment",
        "RemoteEnvironment",
        "RemoteDaskEnvironment",
        "DaskKubernetesEnvironment",
        "DaskCloudProviderEnvironment",
        "KubernetesJobEnvironment",
        "FargateTaskEnvironment",
    }
)
"""The classes of ``prefect.environments`` that 0.13 had."""

_ENVIRONMENTS = rf"(?:{'|'.join(sorted(ENVIRONMENTS))})"
_RUN_CONFIGS = r"(?:KubernetesRun|DockerRun|LocalRun|ECSRun|VertexRun|UniversalRun)"


WITH_RUN_CONFIGS = Release(0, 14)
WITH_FLOW_DECORATOR = Release(2, 0)


def _before_14(
    what: str, pattern: str, *, code: bool = True, shared: bool = False, flags: int = 0
) -> Sign:
    return Sign(what, re.compile(pattern, flags), code, until=WITH_RUN_CONFIGS, shared=shared)


def _from_14(what: str, pattern: str, *, code: bool = True) -> Sign:
    return Sign(what, re.compile(pattern), code, since=WITH_RUN_CONFIGS, until=WITH_FLOW_DECORATOR)


def _before_2(what: str, pattern: str) -> Sign:
    return Sign(what, re.compile(pattern), until=WITH_FLOW_DECORATOR)


def _from_2(what: str, pattern: str) -> Sign:
    return Sign(what, re.compile(pattern, re.MULTILINE), since=WITH_FLOW_DECORATOR)


LEGACY = (
    _before_14(
        "flow environments (removed in 1.0, deprecated in 0.14)", r"\bprefect\.environments\b"
    ),
    _before_14(
        "executors at prefect.engine.executors (moved in 0.14)", r"\bprefect\.engine\.executors\b"
    ),
    _before_14("an environment class", rf"\b{_ENVIRONMENTS}\("),
    _before_14(
        "Flow(environment=…)",
        r"(?:\benvironment\s*=\s*[A-Za-z_]|\.environment\s*=)",
        shared=True,
    ),
    _before_14(
        "a link to a page that 0.14 no longer has",
        r"/orchestration/execution/[\w./#-]*|/api/latest/(?:environments|engine/executors)"
        r"[\w./#-]*|/orchestration/recipes/(?:k8s_dask|deployment)\b",
        code=False,
    ),
)
MODERN = (
    _from_14("run configs (new in 0.14)", rf"\bprefect\.run_configs\b|\b{_RUN_CONFIGS}\("),
    _from_14("a run config set on the flow", r"\brun_config\s*="),
    _from_14("storage at prefect.storage (since 0.14)", r"\bprefect\.storage\b"),
    _from_14("executors at prefect.executors (since 0.14)", r"\bprefect\.executors\b"),
    _from_14(
        "a link to the flow configuration pages of Prefect 0.14",
        r"/orchestration/flow_config/[\w./#-]*",
        code=False,
    ),
)

_GAP = r"[\s\"',]+"
_AGENT = rf"\bprefect{_GAP}agent{_GAP}start\b"
"""Between the words of a command, as a shell, YAML or a Dockerfile writes it."""
# Up to the next agent, which is found by itself: not to the end of the line for each.
_ON_ITS_LINE = rf"(?:(?!{_AGENT})(?:[^\n;&|]|(?<=\\)\n))*?"
_AGENTS = r"(?:kubernetes|docker|local|fargate|ecs|vertex)"
_PINNED = r"\b[Pp]refect(?:\[[^\]\s]*\])?[ \t]*(?:==|~=|>=|<=|=)[ \t]*"
_IMAGE = r"\bprefecthq/prefect:"
_BELOW_14 = r"0\.(?:\d|1[0-3])(?!\d)"
_FROM_14 = r"(?:0\.1[45]|1\.\d)(?!\d)"
LEGACY_AROUND = (
    _before_14("an image of Prefect before 0.14", rf"{_IMAGE}{_BELOW_14}[\w.-]*"),
    _before_14("a requirement on Prefect before 0.14", rf"{_PINNED}{_BELOW_14}[\w.]*"),
    _before_14(
        "a command that was removed in Prefect 1.0",
        rf"\bprefect{_GAP}agent{_GAP}install{_GAP}{_AGENTS}\b"
        rf"|\bprefect{_GAP}register{_GAP}flow\b|\bprefect{_GAP}run{_GAP}(?:flow|cloud|server)\b"
        rf"|\bprefect{_GAP}auth{_GAP}(?:create-token|login{_GAP}(?:-t|--token))\b",
    ),
    _before_14(
        "an agent started as before 0.14",
        rf"\bprefect{_GAP}agent{_GAP}start{_GAP}{_AGENTS}\b",
        shared=True,
    ),
    _before_14(
        "an agent started with an option that only 0.x had",
        rf"{_AGENT}{_ON_ITS_LINE}[\s\"',]"
        r"(?:--(?:token|label|env|verbose|no-pull|volume|show-flow-logs|max-polls|no-cloud-logs"
        r"|agent-address|import-path|namespace|no-docker-interface|storage-labels)\b"
        # Early releases of Prefect 2 took a tag by it.
        r"|-t[\s=\"',$({<]*\w*(?:token|key)(?![a-z]))",
        flags=re.IGNORECASE,
    ),
    _before_14(
        "a setting that 1.0 ignores",
        r"\bPREFECT__CLOUD__(?:AGENT__)?AUTH_TOKEN\b|\bPREFECT__LOGGING__LOG_TO_CLOUD\b",
    ),
)
MODERN_AROUND = (
    _from_14("an image of Prefect from 0.14 on", rf"{_IMAGE}{_FROM_14}[\w.-]*"),
    _from_14("a requirement on Prefect from 0.14 on", rf"{_PINNED}{_FROM_14}[\w.]*"),
    _from_14(
        "a command of Prefect 1.x",
        rf"\bprefect{_GAP}agent{_GAP}{_AGENTS}{_GAP}(?:start|install)\b"
        rf"|\bprefect{_GAP}register{_GAP}(?:-p|--project|--path|-m)\b"
        rf"|\bprefect{_GAP}auth{_GAP}login{_GAP}(?:-k|--key)\b",
    ),
    _from_14(
        "a setting of Prefect 0.15 or later",
        r"\bPREFECT__CLOUD__(?:API_KEY|TENANT_ID|SEND_FLOW_RUN_LOGS)\b",
    ),
)
"""Signs in what stands around flows: images, requirements, commands and settings."""

_PINNED_LATER = (
    r"\b[Pp]refect(?:\[[^\]\s]*\])?[\"']?[ \t]*(?:[=~>:]=?|==)=?[ \t]*[\"']?(?:[\^~=>]=?)?[ \t]*"
)
_FROM_2 = r"(?:2|3)(?:\.\d|(?![\d.]))"
_IMPORTED = r"\bfrom[ \t]+prefect[ \t]+import\b[^\n#]*\b"
BEFORE_2 = (
    _before_2(
        "the `Flow` class (removed in 2.0)",
        rf"{_IMPORTED}Flow\b|\bwith[ \t]+Flow\(|\bprefect\.Flow\(\s*[\"']",
    ),
    _before_2(
        "a setting of before 2.0",
        # Prefect 2 and 3 have names such as PREFECT__FLOW_RUN_ID for what runs a flow.
        r"\bPREFECT__(?:[A-Z]+(?:_[A-Z]+)*__[A-Z]|(?:BACKEND|DEBUG|HOME_DIR|USER_CONFIG_PATH)\b)",
    ),
    _before_2(
        "a command of before 2.0",
        rf"\bprefect{_GAP}(?:backend{_GAP}(?:server|cloud)\b|create{_GAP}project\b"
        rf"|server{_GAP}create-tenant\b|execute{_GAP}(?:flow-run|cloud-flow)\b)",
    ),
)
"""Signs of 0.x and 1.x alike."""
PREFECT_2 = (
    _from_2("the `flow` decorator (since 2.0)", rf"{_IMPORTED}flow\b|^[ \t]*@flow\b"),
    _from_2(
        "a module of Prefect 2",
        r"\bprefect\.(?:deployments|blocks|filesystems|workers|task_runners|orion|infrastructure"
        r"|futures|states|server\.api)\b|\bfrom[ \t]+prefect_(?:aws|azure|dask|dbt|docker|email"
        r"|gcp|github|kubernetes|ray|shell|slack|snowflake|sqlalchemy)\b",
    ),
    _from_2("an image of Prefect 2 or later", rf"{_IMAGE}{_FROM_2}[\w.-]*"),
    _from_2("a requirement on Prefect 2 or later", rf"{_PINNED_LATER}{_FROM_2}[\w.]*"),
    _from_2(
        "a command of Prefect 2 or later",
        rf"\bprefect{_GAP}(?:deploy|worker{_GAP}start|work-pool|work-queue|deployment|orion|block)\b"
        rf"|\bprefect{_GAP}config{_GAP}set\b"
        rf"|{_AGENT}{_ON_ITS_LINE}[\s\"',]"
        # What `-p` names so is a work pool; 0.x took a path by it.
        rf"(?:(?:-q|--(?:work-queue|pool|match))\b|-p[\s=\"']*[\w-]*[Pp]ool\b(?![\w./-]))",
    ),
    _from_2("a setting of Prefect 2 or later", r"\bPREFECT_API_(?:URL|KEY)\b"),
    _from_2("a work pool that runs a deployment", r"\bwork_(?:pool|queue)_name\s*[=:]"),
)
ALL = (*LEGACY, *LEGACY_AROUND, *MODERN, *MODERN_AROUND, *BEFORE_2, *PREFECT_2)


SIGNS = ReleaseSigns(
    signs=ALL,
    boundaries=(WITH_RUN_CONFIGS, WITH_FLOW_DECORATOR),
    older=LEGACY,
    newer=MODERN,
)
