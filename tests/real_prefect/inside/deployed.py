"""What the backend's agents would do with a flow, asked of the release's own code."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator
from typing import Any
from unittest import mock

import journal
import prefect
from inside import jobs, values, world

_NAMES = ("LocalExecutor", "LocalDaskExecutor", "DaskExecutor")
_AGENTS = {"KubernetesJobEnvironment": "kubernetes", "DaskKubernetesEnvironment": "kubernetes"}
_AGENTS |= {"FargateTaskEnvironment": "ecs", "KubernetesRun": "kubernetes", "ECSRun": "ecs"}
_AGENTS |= {"DockerRun": "docker", "LocalRun": "local", "VertexRun": "vertex"}
_EXECUTORS: dict[int, Any] = {}


def describe(flow: Any, registered: dict[str, Any], agent: str | None) -> dict[str, Any]:
    """Which agents take the flow, the image it runs in, its executor, the jobs it would make."""
    run = _flow_run(flow, registered)
    sent = registered.get("run_config") or registered.get("environment") or {}
    kind = sent.get("type", "none")
    journal.EVENTS.clear()
    environment = _environment(flow)
    if environment is not None:
        executor, callbacks = _execute(flow, environment, _image(flow, run))
    else:
        executor, callbacks = _default(flow), []
        for name, call in (("kubernetes", _kubernetes), ("ecs", _ecs)):
            if name == (_AGENTS.get(kind) or agent):
                call(run)
    made = list(journal.EVENTS)
    _EXECUTORS[id(flow)] = executor
    return {
        "agent": _AGENTS.get(kind, "any"),
        "labels": sorted(sent.get("labels") or ()),
        "image": jobs.image(_image(flow, run)),
        "environment variables": jobs.variables(sent.get("env") or {}),
        "callbacks": callbacks,
        "job": jobs.job(made),
        "task definition": jobs.task_definition(made),
        "executor": _executor(executor, _context(_image(flow, run)), made),
        "executor of flow.run()": _name(_default(flow)),
    }


def described(executor: Any) -> Any:
    """An executor that a file hands to ``flow.run``."""
    return None if executor is None else _executor(executor, _context(None), [])


def local_executor(flow: Any) -> Any:
    """The executor to run ``flow`` with here: its own where that needs no other machine."""
    executor = _EXECUTORS[id(flow)]
    name = type(executor).__name__
    if name == "LocalDaskExecutor" or (name == "DaskExecutor" and _here(executor)):
        return executor
    return None if name == "LocalExecutor" else _class("LocalExecutor")()


def _here(executor: Any) -> bool:
    cluster = getattr(executor, "cluster_class", None)
    kwargs = getattr(executor, "cluster_kwargs", None) or getattr(executor, "kwargs", None) or {}
    return (
        executor.address is None
        and (cluster is None or "Local" in cluster.__name__)
        and ("security" not in kwargs)
    )


def _class(name: str) -> Any:
    if world.VERSION < (0, 14):
        from prefect.engine import executors
    else:
        from prefect import executors
    return getattr(executors, name)


def _environment(flow: Any) -> Any:
    """The environment that a deployed run uses; a run config comes first, as in Prefect."""
    if getattr(flow, "run_config", None) is not None:
        return None
    return getattr(flow, "environment", None)


def _default(flow: Any) -> Any:
    held = getattr(flow, "executor", None)
    return held if held is not None else prefect.engine.get_default_executor_class()()


def _flow_run(flow: Any, registered: dict[str, Any]) -> Any:
    sent = {
        "id": "flow",
        "name": flow.name,
        "version": 1,
        "storage": registered["storage"],
        "environment": registered.get("environment"),
        "run_config": registered.get("run_config"),
        "core_version": prefect.__version__.split("+")[0],
    }
    return world._result({"id": "run", "run_config": registered.get("run_config"), "flow": sent})


def _image(flow: Any, run: Any) -> str | None:
    if world.VERSION < (0, 12, 1):
        return getattr(flow.storage, "name", None) if hasattr(flow.storage, "image_name") else None
    from prefect.utilities.agent import get_flow_image

    held: str = get_flow_image(run)
    return held


def _context(image: str | None) -> dict[str, Any]:
    held = {"flow_run_id": "run", "flow_id": "flow", "flow_run_name": "run"}
    return {**held, "namespace": "space", **({"image": image} if image else {})}


class _Store:
    """The storage that old releases load the flow from."""

    def __init__(self, flow: Any) -> None:
        self.flow = flow

    def get_flow(self, location: str) -> Any:
        return self.flow


def _execute(flow: Any, environment: Any, image: str | None) -> tuple[Any, list[Any]]:
    """Run the environment's own code; the executor it runs the flow with, and its callbacks."""
    seen: list[Any] = []
    callbacks: list[Any] = []

    class Runner:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        def run(self, executor: Any = None, **kwargs: Any) -> None:
            seen.append(executor if executor is not None else _default(flow))

    for name in ("on_start", "on_exit", "_on_execute"):
        if getattr(environment, name, None) is not None:
            callbacks.append([name.strip("_"), values.plain(getattr(environment, name))])
            setattr(environment, name, None)
    engine = "prefect.engine.get_default_flow_runner_class"
    with _recording(), mock.patch(engine, lambda: Runner), prefect.context(_context(image)):
        environment.setup(flow if world.VERSION >= (0, 12) else flow.storage)
        if world.VERSION >= (0, 12):
            environment.execute(flow)
        else:
            with mock.patch.object(type(flow), "run", lambda self, **kw: Runner().run(**kw)):
                environment.execute(_Store(flow), "location")
        if not seen:
            environment.run(flow)
    if len(seen) != 1:
        raise ValueError(f"the environment ran the flow {len(seen)} times")
    return seen[0], callbacks


def _kubernetes(run: Any) -> None:
    from prefect.agent.kubernetes import KubernetesAgent

    job = KubernetesAgent(namespace="space").generate_job_spec(run)
    journal.record("job", namespace="space", body=job)


def _ecs(run: Any) -> None:
    from prefect.agent.ecs import ECSAgent

    ECSAgent(cluster=None, region_name="region").deploy_flow(run)


def _name(executor: Any) -> Any:
    described = {"class": type(executor).__name__}
    if described["class"] == "LocalDaskExecutor":
        described["scheduler"] = executor.scheduler
    return described


def _executor(executor: Any, context: dict[str, Any], made: list[Any]) -> Any:
    """The executor as Dask sees it: the cluster it makes, the client it opens."""
    name = type(executor).__name__
    if name == "LocalDaskExecutor":
        alias = {"threading": "threads", "multiprocessing": "processes", "sync": "synchronous"}
        scheduler = alias.get(executor.scheduler, executor.scheduler)
        kwargs = {**getattr(executor, "dask_config", {}), **getattr(executor, "kwargs", {})}
        return {"class": name, "scheduler": scheduler, "kwargs": values.plain(kwargs)}
    if name == "LocalExecutor":
        return {"class": name}
    if name != "DaskExecutor":
        return values.fields(executor, leave=frozenset({"executor_id"}))
    journal.EVENTS.clear()
    before = [held for held in made if held["event"] in ("cluster", "adapt", "scale")]
    with _recording(executor), prefect.context(context), executor.start():
        pass
    return {"class": name, **_dask([*before, *journal.EVENTS])}


def _dask(events: list[dict[str, Any]]) -> dict[str, Any]:
    described: dict[str, Any] = {"cluster": None, "adapt": None, "client": None, "address": None}
    for event in events:
        kwargs = values.plain(event.get("kwargs", {}))
        if event["event"] == "cluster":
            held = jobs.cluster(event["cls"], kwargs)
            described["cluster"] = {"class": event["cls"], **held}
        elif event["event"] == "client":
            described["client"] = {
                k: v for k, v in kwargs.items() if (k, v) != ("set_as_default", False)
            }
            address = event["address"]
            described["address"] = None if address == journal.Cluster.scheduler_address else address
        elif event["event"] in ("adapt", "scale"):
            described[event["event"]] = kwargs or event.get("n")
    return described


@contextlib.contextmanager
def _recording(executor: Any = None) -> Iterator[None]:
    """Note what is asked of Dask instead of doing it."""
    import distributed
    from distributed.deploy import local

    real, real_cluster = distributed.Client, distributed.LocalCluster
    own = set(inspect.signature(real.__init__).parameters) - {"kwargs", "self"}

    class LocalCluster(journal.Cluster):
        pass

    class Client:
        scheduler = type("Scheduler", (), {"address": "recorded://client"})()

        def __init__(self, address: Any = None, **kwargs: Any) -> None:
            if address is None:
                inner = {key: kwargs.pop(key) for key in set(kwargs) - own}
                address = LocalCluster(**inner)
            journal.record(
                "client", address=getattr(address, "scheduler_address", address), kwargs=kwargs
            )

        def __enter__(self) -> Client:
            return self

        def __exit__(self, *exc: object) -> None:
            pass

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(distributed, "Client", Client))
        if executor is not None:
            stack.enter_context(mock.patch.object(distributed, "LocalCluster", LocalCluster))
            stack.enter_context(mock.patch.object(local, "LocalCluster", LocalCluster))
            if getattr(executor, "cluster_class", None) is real_cluster:
                stack.enter_context(mock.patch.object(executor, "cluster_class", LocalCluster))
            for name in ("_pre_start_yield", "_post_start_yield"):
                if hasattr(executor, name):
                    stack.enter_context(mock.patch.object(type(executor), name, lambda self: None))
        yield
