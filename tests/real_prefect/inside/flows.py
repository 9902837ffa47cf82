"""The flows of a file, and what they mean, part by part."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any

import pendulum
import prefect
from inside import deployed, values, world
from prefect import Flow

_ADDED: dict[int, list[Any]] = {}
_TASK = ("tags", "max_retries", "retry_delay", "timeout", "skip_on_upstream_skip", "cache_for")
_TASK += ("cache_validator", "cache_key", "checkpoint", "log_stdout", "target")
# What a task or a storage holds beside its own fields, or holds in some releases only.
_BASE = frozenset(_TASK) | {"name", "slug", "trigger", "result", "result_handler", "run"}
_BASE |= {"state_handlers", "auto_generated", "task_run_name", "nout", "retry_on", "flow"}
_STORAGE = frozenset({"labels", "result", "result_handler", "flows", "add_default_labels"})
# Fields that later releases added, with the value they have where nobody set them.
_LATER = {
    "dockerignore": None,
    "upload_options": None,
    "local_script_path": None,
    "access_token_secret": None,
    "cloud_username_secret": None,
    "cloud_app_password_secret": None,
    "connection_string": None,
    "connection_string_secret": None,
    "aws_access_key_id": None,
    "aws_secret_access_key": None,
    "aws_session_token": None,
    "workspace": None,
    "overwrite": False,
    "stored_as_script": False,
    "path": None,
    "base_url": None,
    "secrets": [],
    "extra_dockerfile_commands": None,
    "build_kwargs": {},
    "tls_config": False,
    "run_config": None,
    "poll_interval": "0:00:10",
    "create_link_artifact": True,
    "prefect_directory": "/opt/prefect",
}


def of_file(path: str) -> list[Flow]:
    """Run the file as a script and return the flows it made, in order."""
    made: list[Flow] = []
    init, add, register = Flow.__init__, Flow.add_task, prefect.client.Client.register
    run = Flow.run

    def adding(self: Flow, task: Any) -> Any:
        _ADDED.setdefault(id(self), []).append(task)
        return add(self, task)

    def noted(self: Flow, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        if not any(self is held for held in made):
            made.append(self)

    def registering(self: Any, *args: Any, **kwargs: Any) -> Any:
        Flow.__init__ = init
        try:
            sent = {key: held for key, held in kwargs.items() if key not in ("flow", "build")}
            world.CALLS.append({"call": "register", "flow": kwargs["flow"].name, **sent})
            return register(self, *args, **kwargs)
        finally:
            Flow.__init__ = noted

    def running(self: Flow, *args: Any, **kwargs: Any) -> Any:
        state = run(self, *args, **kwargs)
        with_executor = deployed.described(kwargs.get("executor"))
        made = {"call": "run", "flow": self.name, "state": _state(state, value=False)}
        world.CALLS.append({**made, "executor": with_executor})
        return state

    os.chdir(Path(path).parent)
    sys.path.insert(0, str(Path(path).parent))
    sys.argv = [path]
    Flow.__init__, Flow.add_task, Flow.run = noted, adding, running
    prefect.client.Client.register = registering
    try:
        runpy.run_path(path, run_name="__main__")
    finally:
        Flow.__init__, Flow.add_task, Flow.run = init, add, run
        prefect.client.Client.register = register
    if not made:
        raise ValueError("the file makes no flow")
    for call in world.CALLS:
        call.pop("idempotency_key", None) if call.get("idempotency_key") is None else None
    return made


def describe(flow: Flow, labels: list[str], agent: str | None, run: bool) -> dict[str, Any]:
    """All that a flow means: what it does, where it runs, and what came of running it.

    ``labels`` are those it had before any flow of its file was registered.
    """
    registered = _register(flow)
    return {
        "tasks": {name: _task(task) for task, name in _names(flow).items()},
        "edges": _edges(flow),
        "constants": {
            _names(flow)[task]: values.plain(held) for task, held in flow.constants.items()
        },
        "reference tasks": sorted(_names(flow)[task] for task in flow.reference_tasks()),
        "parameters": {held.name: _parameter(held) for held in flow.parameters()},
        "schedule": _schedule(flow),
        "state handlers": [values.plain(held) for held in flow.state_handlers],
        "result": _result(_held(flow)),
        "storage": _storage(flow),
        "labels of the flow": labels,
        **deployed.describe(flow, registered, agent),
        "run": _run(flow) if run else None,
    }


def _names(flow: Flow) -> dict[Any, str]:
    """Each task's name with a number, in the order in which they came to the flow."""
    found: dict[Any, str] = {}
    count: dict[str, int] = {}
    for task in (*_ADDED.get(id(flow), ()), *flow.sorted_tasks()):
        if task in flow.tasks and task not in found:
            name = "constant" if type(task).__name__ == "Constant" else task.name
            count[name] = count.get(name, 0) + 1
            found[task] = f"{name}-{count[name]}"
    return found


def labels_of(flow: Flow) -> list[str]:
    """The labels that the flow's own environment or run config names."""
    held = getattr(flow, "run_config", None) or getattr(flow, "environment", None)
    return sorted(held.labels) if held is not None else []


def _register(flow: Flow) -> dict[str, Any]:
    """What the release would send to the backend for this flow."""
    world.REGISTERED.clear()
    built = flow.storage is not None and flow.name in flow.storage
    flow.register(project_name="project", build=not built, no_url=True)
    return world.REGISTERED[-1]


def _task(task: Any) -> dict[str, Any]:
    described = {key: values.plain(getattr(task, key, None)) for key in _TASK}
    described["class"] = type(task).__name__
    described["trigger"] = getattr(task.trigger, "__name__", str(task.trigger))
    described["state handlers"] = [values.plain(held) for held in task.state_handlers]
    described["result"] = _result(_held(task))
    described["fields"] = _known(values.fields(task, leave=_BASE))
    described["code"] = values.code(task.run)
    if type(task).__module__.startswith("prefect.") and type(task).__name__ != "FunctionTask":
        described["code"] = None
    return described


def _edges(flow: Flow) -> list[list[Any]]:
    names = _names(flow)
    found = [
        [names[e.upstream_task], names[e.downstream_task], e.key, bool(e.mapped)]
        for e in flow.edges
    ]
    return sorted(found, key=str)


def _parameter(parameter: Any) -> dict[str, Any]:
    default = parameter.default if not parameter.required else None
    return {"default": values.plain(default), "required": parameter.required}


def _schedule(flow: Flow) -> Any:
    if flow.schedule is None:
        return None
    after = pendulum.datetime(2020, 1, 1)
    events = flow.schedule.next(5, after=after, return_events=True)
    return [
        {"at": str(event.start_time), "parameters": values.plain(event.parameter_defaults or {})}
        for event in events
    ]


def _held(holder: Any) -> Any:
    """The result of a task or a flow, or the handler that came before results."""
    result = getattr(holder, "result", None)
    return result if result is not None else getattr(holder, "result_handler", None)


def _result(result: Any) -> Any:
    if result is None:
        return None
    wrapped = getattr(result, "result_handler", None)
    if wrapped is not None and type(result).__name__ in ("Result", "ResultHandlerResult"):
        return {"class": "a handler", "handler": values.fields(wrapped)}
    leave = frozenset({"value", "location", "validators", "run_validators", "result_handler"})
    leave |= {"cache_for", "cache_validator", "safe_value"}
    described = values.fields(result, leave=leave)
    described.pop("upload_options", None) if described.get("upload_options") == {} else None
    described["location"] = getattr(result, "location", None) or None
    serializer = described.pop("serializer", {"class": "PickleSerializer"})
    if serializer != {"class": "PickleSerializer"}:
        described["serializer"] = serializer
    kind = described["class"]
    if kind.endswith("ResultHandler"):
        kind = kind.removesuffix("Handler")
        described["class"] = "PrefectResult" if kind == "JSONResult" else kind
        for removed in ("aws_credentials_secret", "credentials_secret", "azure_credentials_secret"):
            described.pop(removed, None)
    return described


def _storage(flow: Flow) -> Any:
    described = values.fields(flow.storage, leave=_STORAGE)
    described["flows"] = sorted(flow.storage.flows)
    if described["class"] == "Docker":
        _own_release(described)
    return _known(described)


def _known(described: dict[str, Any]) -> dict[str, Any]:
    """A description without what later releases added, where it has its default."""
    return {
        key: held for key, held in described.items() if key not in _LATER or _LATER[key] != held
    }


def _own_release(docker: dict[str, Any]) -> None:
    """Say of an image that it is made for the release at hand, not which release that is."""
    release = prefect.__version__.split("+")[0]
    if docker["prefect_version"] == release:
        docker["prefect_version"] = "the release's own"
    if docker["base_image"] and docker["base_image"].startswith(f"prefecthq/prefect:{release}-"):
        docker["base_image"] = "the release's own"
    docker["installation_commands"] = [
        command
        for command in (
            *docker.get("installation_commands", ()),
            *docker.pop("extra_commands", ()),
        )
        if not command.startswith("pip show prefect ||")
    ]
    docker.pop("rm_build_kwarg", None)


def _run(flow: Flow) -> dict[str, Any]:
    """What comes of ``flow.run()``, with the executor of a deployed run where it runs here."""
    executor = deployed.local_executor(flow)
    with prefect.context(config=prefect.config):
        state = flow.run(run_on_schedule=False, **({"executor": executor} if executor else {}))
    names = _names(flow)
    results = {}
    for task, held in (state.result or {}).items() if isinstance(state.result, dict) else ():
        results[names.get(task, "?")] = _state(held)
    return {"state": _state(state, value=False), "tasks": results}


def _state(state: Any, value: bool = True) -> dict[str, Any]:
    described = {"state": type(state).__name__}
    if not state.is_mapped():
        described["message"] = str(state.message)
    if value:
        if state.is_mapped():
            described["mapped"] = [_state(held) for held in state.map_states]
        else:
            described["value"] = values.plain(state.result)
    return described
