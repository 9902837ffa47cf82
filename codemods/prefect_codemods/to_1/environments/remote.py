"""RemoteEnvironment and RemoteDaskEnvironment: an executor named by a string or an address.

Both were removed in Prefect 0.14.0, two releases before the rest.
"""

from __future__ import annotations

from functools import partial

from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code, new_dictionary, string_literal
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1 import dask_arguments
from prefect_codemods.to_1.environments.common import (
    RUN_USES_EXECUTOR,
    EnvironmentParts,
    arguments_of,
    by_kind,
)
from prefect_codemods.to_1.environments.translation import (
    ARGUMENTS,
    Blocked,
    Translation,
    Writer,
    call_writer,
    translates,
)

REMOTE = rule(
    "PM103",
    "remote-environment",
    Kind.SAFE,
    since="0.14.0",
    what="Replaces `RemoteEnvironment` with the executor that its string names.",
    why="The class was removed in Prefect 0.14.0; an executor is an object now, set on the flow.",
    before="from prefect import Flow\nfrom prefect.environments import RemoteEnvironment\n\n"
    'flow = Flow("f", environment=RemoteEnvironment(\n'
    '    executor="prefect.engine.executors.DaskExecutor",\n'
    '    executor_kwargs={"address": "tcp://dask:8786"},\n'
    "))\n",
    after="from prefect import Flow\nfrom prefect.executors import DaskExecutor\n\n"
    'flow = Flow("f", executor=DaskExecutor(address="tcp://dask:8786"))\n',
    source="Prefect 0.13.19, prefect/environments/execution/remote.py",
)
REMOTE_DASK = rule(
    "PM104",
    "remote-dask-environment",
    Kind.SAFE,
    since="0.14.0",
    what="Replaces `RemoteDaskEnvironment` with a `DaskExecutor` with its address.",
    why="The class was removed in Prefect 0.14.0.",
    before="from prefect import Flow\nfrom prefect.environments import RemoteDaskEnvironment\n\n"
    'flow = Flow("f", environment=RemoteDaskEnvironment(address="tcp://dask:8786"))\n',
    after="from prefect import Flow\nfrom prefect.executors import DaskExecutor\n\n"
    'flow = Flow("f", executor=DaskExecutor(address="tcp://dask:8786"))\n',
    source="Prefect 0.13.19, prefect/environments/execution/dask/remote.py",
)

_KNOWN = {
    f"{package}.{name}": name
    for name in ("DaskExecutor", "LocalDaskExecutor", "LocalExecutor")
    for package in (
        "prefect.engine.executors",
        "prefect.engine.executors.dask",
        "prefect.engine.executors.local",
        "prefect.executors",
    )
}
_SYNCHRONOUS = {
    "prefect.engine.executors.SynchronousExecutor",
    "prefect.engine.executors.sync.SynchronousExecutor",
}
_GUESS = by_kind({"string": "executor address", "dict": "executor_kwargs", "list": "labels"})


@translates("RemoteEnvironment")
def translate_remote(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``RemoteEnvironment(…)`` becomes."""
    bound = arguments_of(module, call, "RemoteEnvironment", _GUESS)
    if isinstance(bound, Blocked):
        return bound
    parts = EnvironmentParts(module, REMOTE)
    executor = _by_string(parts, bound)
    if isinstance(executor, Blocked):
        return executor
    return parts.translation(bound, docker, "UniversalRun", executor)


def _by_string(parts: EnvironmentParts, bound: Bound) -> Writer | Blocked | None:
    given = bound.arguments.get("executor")
    keywords = bound.arguments.get("executor_kwargs")
    entries = (
        [] if is_none(keywords) or keywords is None else literals.dictionary_items(keywords.value)
    )
    if entries is None:
        return Blocked(ARGUMENTS, "`executor_kwargs` isn't a dictionary with literal keys")
    if given is None or is_none(given):
        if entries:
            return Blocked(
                ARGUMENTS,
                "`executor_kwargs` without `executor`: the configuration named the class",
                "set `flow.executor` to the executor that your configuration names",
            )
        return None
    path = literals.string_value(given.value)
    if path is None:
        return Blocked(ARGUMENTS, "`executor` isn't a literal string")
    if path in _SYNCHRONOUS:
        parts.note(f"`{path}` is a LocalDaskExecutor with one thread")
        parts.note(RUN_USES_EXECUTOR)
        fixed = ("scheduler", string_literal("synchronous"))
        return call_writer("prefect.executors", "LocalDaskExecutor", [fixed])
    if path in _KNOWN:
        name = _KNOWN[path]
        pairs = _executor_keywords(parts, name, dict(entries))
        if isinstance(pairs, Blocked):
            return pairs
        parts.note(RUN_USES_EXECUTOR)
        return call_writer("prefect.executors", name, pairs)
    source, _, name = path.rpartition(".")
    if source.startswith("prefect") or not source or not name.isidentifier():
        return Blocked(
            ARGUMENTS,
            f"`{path}` is not an executor of Prefect: 0.x warned and used LocalExecutor",
            "set `flow.executor` to the executor you mean",
        )
    parts.note(
        f"`{path}` is imported and called now; it must be importable where the flow is built"
    )
    parts.note(RUN_USES_EXECUTOR)
    return call_writer(source, name, entries)


def _executor_keywords(
    parts: EnvironmentParts, name: str, entries: dict[str, cst.BaseExpression]
) -> list[tuple[str, Code]] | Blocked:
    if name != "DaskExecutor":
        return list(entries.items())
    made = dask_arguments.translate_dask_arguments(entries)
    if made.problem:
        return Blocked(ARGUMENTS, made.problem)
    for message in made.dropped.values():
        parts.note(message)
    parts.prepare.append(partial(made.extend, parts.module.plan))
    return made.keywords


@translates("RemoteDaskEnvironment")
def translate_remote_dask(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``RemoteDaskEnvironment(…)`` becomes.

    ``security`` was handed to dask's Client, as was every keyword but DaskExecutor's own.
    """
    bound = arguments_of(module, call, "RemoteDaskEnvironment", _GUESS)
    if isinstance(bound, Blocked):
        return bound
    parts = EnvironmentParts(module, REMOTE_DASK)
    address = bound.arguments.get("address")
    if address is None:
        return Blocked(ARGUMENTS, "`address` is missing")
    more = bound.arguments.get("executor_kwargs")
    entries = [] if is_none(more) or more is None else literals.dictionary_items(more.value)
    if entries is None:
        return Blocked(ARGUMENTS, "`executor_kwargs` isn't a dictionary with literal keys")
    keywords: dict[str, Code] = {"address": address.value}
    client: list[tuple[str, Code]] = []
    security = bound.arguments.get("security")
    if security is not None and not is_none(security):
        client.append(("security", security.value))
    for key, value in entries:
        if key == "client_kwargs":
            inner = literals.dictionary_items(value)
            if inner is None:
                return Blocked(ARGUMENTS, "`client_kwargs` isn't a dictionary with literal keys")
            client.extend(inner)
        elif key in {"debug", "adapt_kwargs", "address"}:
            if key != "address":
                keywords[key] = value
        else:
            client.append((key, value))
    if client:
        keywords["client_kwargs"] = new_dictionary(client)
    parts.note(RUN_USES_EXECUTOR)
    executor = call_writer("prefect.executors", "DaskExecutor", list(keywords.items()))
    return parts.translation(bound, docker, "UniversalRun", executor)
