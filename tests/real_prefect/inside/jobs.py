"""Kubernetes jobs and ECS tasks, without what every release puts there by itself."""

from __future__ import annotations

import re
from typing import Any

import prefect

_SUFFIX = re.compile(r"-[0-9a-f]{8}(-[0-9a-f-]{27})?$")
_DEFAULT = re.compile(r"^prefecthq/prefect:(all_extras-)?" + re.escape(prefect.__version__) + "$")
# Variables that tell the runner which run it is and how to reach the backend.
_OWN = re.compile(
    r"PREFECT__(CLOUD__|CONTEXT__|BACKEND$|ENGINE__(FLOW|TASK)_RUNNER__|LOGGING__LOG_TO_CLOUD$)"
)
_SAME = {
    "PREFECT__LOGGING__LEVEL": prefect.config.logging.level,
    "PREFECT__LOGGING__EXTRA_LOGGERS": "[]",
    "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "True",  # which is Dask's default
    # Set by environments that then hand their executor over; no release from 1.0 on reads it.
    "PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS": "prefect.engine.executors.DaskExecutor",
}
_COMMANDS = (
    (["/bin/sh", "-c"], re.compile(r"^python -c .import prefect; .*load_and_run_flow\(\).$")),
    (["/bin/sh", "-c"], re.compile(r"^prefect execute flow-run$")),
    ([], re.compile(r"^prefect\0execute\0flow-run$")),
)


def image(name: str | None) -> str | None:
    """An image, with the release's own default called just that."""
    return "the release's own" if name is None or _DEFAULT.match(name) else name


def variables(held: Any) -> dict[str, Any]:
    """Environment variables, of a dictionary or a list of pairs; the last of a name counts."""
    pairs = held.items() if isinstance(held, dict) else [(e["name"], _value(e)) for e in held]
    return {
        name: value for name, value in pairs if not _OWN.match(name) and _SAME.get(name) != value
    }


def _value(entry: dict[str, Any]) -> Any:
    rest = {key: held for key, held in entry.items() if key not in ("name", "value")}
    return rest or entry.get("value")


def job(events: list[dict[str, Any]]) -> Any:
    """The Kubernetes job that runs the flow, or ``None``."""
    made = [event for event in events if event["event"] == "job"]
    if not made:
        return None
    body = made[-1]["body"]
    name = _SUFFIX.sub("", body["metadata"].get("name") or "")
    body["metadata"]["name"] = name
    for holder in (body["metadata"], body["spec"]["template"]["metadata"]):
        holder["labels"] = _labels(holder.get("labels") or {})
    containers = body["spec"]["template"]["spec"]["containers"]
    for index, container in enumerate(containers):
        container["env"] = variables(container.get("env") or [])
        if index == 0:
            container["image"] = image(container.get("image"))
            _run(container)
    return _full(body)


def _labels(labels: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in labels.items()
        if not key.startswith("prefect.io/") and (key, value) not in _PLACEHOLDERS
    }


_PLACEHOLDERS = {
    ("identifier", ""),
    ("flow_run_id", ""),
    ("identifier", None),
    ("flow_run_id", None),
}


def _run(container: dict[str, Any]) -> None:
    """Put one word for the command with which the release runs a flow."""
    command = container.get("command") or []
    args = "\0".join(container.get("args") or ())
    for expected, pattern in _COMMANDS:
        if command == expected and pattern.search(args):
            container.pop("command", None)
            container["args"] = "run the flow"


def _full(held: Any) -> Any:
    """``held`` without its empty dictionaries and lists."""
    if isinstance(held, dict):
        inner = {key: _full(value) for key, value in held.items()}
        return {key: value for key, value in inner.items() if value not in ({}, [], None)}
    return [_full(value) for value in held] if isinstance(held, list) else held


def task_definition(events: list[dict[str, Any]]) -> Any:
    """The ECS task that runs the flow: its definition and how it is started; or ``None``."""
    made = {event["event"]: event["kwargs"] for event in events if "task" in event["event"]}
    if "run task" not in made:
        return None
    definition, run = made.get("task definition", {}), made["run task"]
    run.pop("taskDefinition", None)
    overrides = run.pop("overrides", {})
    for container in overrides.get("containerOverrides", ()):
        container["environment"] = variables(container.get("environment") or [])
        if container["name"] in ("flow", "flow-container"):
            container.pop("name")
            if "prefect execute flow-run" in " ".join(container.get("command", ())):
                container.pop("command")
    definition.pop("family", None)
    own = ("prefect:flow-id", "prefect:flow-version")
    definition["tags"] = [t for t in definition.get("tags", ()) if t["key"] not in own]
    for container in definition.get("containerDefinitions", ()):
        container["environment"] = variables(container.get("environment") or [])
        if container.get("name") in ("flow", "flow-container"):
            container["name"], container["image"] = "flow", image(container.get("image"))
            if "load_and_run_flow()" in " ".join(container.get("command", ())):
                container.pop("command")
    for size in ("cpu", "memory"):
        definition[size] = overrides.pop(size, definition.get(size))  # what counts in the end
    for role in ("taskRoleArn", "executionRoleArn"):
        if role in overrides and overrides[role] == definition.get(role):
            del overrides[role]  # the agent says the same twice
    network = run.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
    if network.get("subnets") == ["subnet-of-the-account"]:
        del run["networkConfiguration"]
    return _full({"definition": definition, "run": run, "overrides": overrides})


def cluster(name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a cluster, with the worker's pod as something to compare."""
    if name == "LocalCluster" and kwargs.get("silence_logs") == 50:
        del kwargs["silence_logs"]
    pod = kwargs.pop("pod_template", None)
    if pod is None:
        return {"arguments": kwargs}
    labels = pod.setdefault("metadata", {}).get("labels") or {}
    pod["metadata"]["labels"] = _labels(labels)
    for container in pod["spec"]["containers"]:
        container["env"] = variables(container.get("env") or [])
        container["args"] = _worker(container.get("args") or [])
        if container.get("image"):
            container["image"] = image(container["image"])
    pod.pop("apiVersion", None)
    return {"arguments": kwargs, "pod": _full(pod)}


_DEFAULTS = (["--nthreads", "1"], ["--death-timeout", "60"])


def _worker(args: list[Any]) -> list[str]:
    """The arguments of a worker without those that say what dask-kubernetes says anyway."""
    words = [str(word) for word in args if "DASK_SCHEDULER_ADDRESS" not in str(word)]
    for first, second in _DEFAULTS:
        for index, word in enumerate(words[:-1]):
            if [word, words[index + 1]] == [first, second]:
                del words[index : index + 2]
                break
    return words
