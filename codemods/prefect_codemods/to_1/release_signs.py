"""Signs of the Prefect release a text was written for: up to 0.13, or from 0.14 on.

Flow environments gave way to run configs in 0.14.0; storage and executors moved to
``prefect.storage`` and ``prefect.executors`` in the same release, and the old documentation pages
went with them. Imports nothing heavy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern that only one era writes; ``code`` is false for links to documentation."""

    what: str
    pattern: re.Pattern[str]
    code: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A sign and how often it stands in a text, with the first match as it is written."""

    sign: Sign
    count: int
    example: str


def _sign(what: str, pattern: str, *, code: bool = True) -> Sign:
    return Sign(what, re.compile(pattern), code)


LEGACY = (
    _sign("flow environments (gone in 1.0, deprecated in 0.14)", r"\bprefect\.environments\b"),
    _sign(
        "executors at prefect.engine.executors (moved in 0.14)", r"\bprefect\.engine\.executors\b"
    ),
    _sign("an environment class", rf"\b{_ENVIRONMENTS}\("),
    _sign("Flow(environment=…)", r"(?:\benvironment\s*=\s*[A-Za-z_]|\.environment\s*=)"),
    _sign(
        "a link to a page that 0.14 no longer has",
        r"/orchestration/execution/[\w./#-]*|/api/latest/(?:environments|engine/executors)"
        r"[\w./#-]*|/orchestration/recipes/(?:k8s_dask|deployment)\b",
        code=False,
    ),
)
MODERN = (
    _sign("run configs (new in 0.14)", rf"\bprefect\.run_configs\b|\b{_RUN_CONFIGS}\("),
    _sign("a run config set on the flow", r"\brun_config\s*="),
    _sign("storage at prefect.storage (since 0.14)", r"\bprefect\.storage\b"),
    _sign("executors at prefect.executors (since 0.14)", r"\bprefect\.executors\b"),
    _sign(
        "a link to the flow configuration pages of 0.14",
        r"/orchestration/flow_config/[\w./#-]*",
        code=False,
    ),
)

_GAP = r"[\s\"',]+"
"""Between the words of a command, as a shell, YAML or a Dockerfile writes it."""
_AGENTS = r"(?:kubernetes|docker|local|fargate|ecs|vertex)"
_PINNED = r"\b[Pp]refect(?:\[[^\]\s]*\])?[ \t]*(?:==|~=|>=|<=|=)[ \t]*"
_IMAGE = r"\bprefecthq/prefect:"
_BELOW_14 = r"0\.(?:\d|1[0-3])(?!\d)"
_FROM_14 = r"(?:0\.1[45]|1\.\d)(?!\d)"
LEGACY_AROUND = (
    _sign("an image of Prefect before 0.14", rf"{_IMAGE}{_BELOW_14}[\w.-]*"),
    _sign("a requirement on Prefect before 0.14", rf"{_PINNED}{_BELOW_14}[\w.]*"),
    _sign(
        "a command that went with 1.0",
        rf"\bprefect{_GAP}agent{_GAP}(?:start|install){_GAP}{_AGENTS}\b"
        rf"|\bprefect{_GAP}register{_GAP}flow\b|\bprefect{_GAP}run{_GAP}(?:flow|cloud|server)\b"
        rf"|\bprefect{_GAP}auth{_GAP}(?:create-token|login{_GAP}(?:-t|--token))\b",
    ),
    _sign(
        "a setting that 1.0 ignores",
        r"\bPREFECT__CLOUD__(?:AGENT__)?AUTH_TOKEN\b|\bPREFECT__LOGGING__LOG_TO_CLOUD\b",
    ),
)
MODERN_AROUND = (
    _sign("an image of Prefect from 0.14 on", rf"{_IMAGE}{_FROM_14}[\w.-]*"),
    _sign("a requirement on Prefect from 0.14 on", rf"{_PINNED}{_FROM_14}[\w.]*"),
    _sign(
        "a command of today",
        rf"\bprefect{_GAP}agent{_GAP}{_AGENTS}{_GAP}(?:start|install)\b"
        rf"|\bprefect{_GAP}register{_GAP}(?:-p|--project|--path|-m)\b"
        rf"|\bprefect{_GAP}auth{_GAP}login{_GAP}(?:-k|--key)\b",
    ),
    _sign(
        "a setting of 0.15 and after",
        r"\bPREFECT__CLOUD__(?:API_KEY|TENANT_ID|SEND_FLOW_RUN_LOGS)\b",
    ),
)
"""Signs in what stands around flows: images, requirements, commands and settings."""


def signs(text: str, of: Iterable[Sign]) -> tuple[Found, ...]:
    """The signs that stand in ``text``."""
    found: list[Found] = []
    for sign in of:
        matches = sign.pattern.findall(text)
        if matches:
            found.append(Found(sign, len(matches), matches[0].strip()))
    return tuple(found)


def legacy(text: str) -> tuple[Found, ...]:
    """The signs of 0.13 and before in ``text``."""
    return signs(text, LEGACY)


def modern(text: str) -> tuple[Found, ...]:
    """The signs of 0.14 and after in ``text``."""
    return signs(text, MODERN)
