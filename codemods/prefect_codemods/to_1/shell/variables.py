"""Environment variables and configuration keys, name and value."""

from __future__ import annotations

import re

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.rules import VariableChange, VariableRule
from prefect_codemods.to_1.catalogue.variables import (
    AGENT,
    API,
    API_ALONE,
    DASK_ADDRESS,
    EXECUTOR_CLASS,
    EXECUTORS,
    GRAPHQL,
    NAMES,
    REMOVED,
    RENAMED,
    STORAGE_CLASS,
    STORAGES,
    TOKENS,
    TOKENS_END,
)
from prefect_codemods.to_1.shell.shared_rules import (
    ENDPOINT,
    NAME,
    TOKEN,
    UNCERTAIN_VARIABLE,
    UNREAD,
)

EXECUTOR = rule(
    "PM312",
    "executor-class",
    Kind.SAFE,
    since="1.0.0",
    what="Writes the new path of the default executor's class.",
    why="1.x doesn't find the old path, warns, and runs everything on the serial LocalExecutor.",
    before="export PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS=prefect.engine.executors.DaskExecutor\n",
    after="export PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS=prefect.executors.DaskExecutor\n",
    language="shell",
    source="prefect/engine/__init__.py of 1.4.1",
)
STORAGE = rule(
    "PM313",
    "storage-class",
    Kind.SAFE,
    since="0.15.0",
    what="Writes the new path of the default storage's class.",
    why=(
        "From 0.15.0 on the old path isn't found: flows go to Local storage, which also adds the "
        "label of its host."
    ),
    before=(
        "export PREFECT__FLOWS__DEFAULTS__STORAGE__DEFAULT_CLASS=prefect.environments.storage.S3\n"
    ),
    after="export PREFECT__FLOWS__DEFAULTS__STORAGE__DEFAULT_CLASS=prefect.storage.S3\n",
    language="shell",
    source="prefect/storage/__init__.py of 1.4.1",
)
ADDRESS = rule(
    "PM314",
    "dask-address",
    Kind.SAFE,
    since="0.14.0",
    what="Empties PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS where it says `local`.",
    why=(
        'Up to 0.13 "local" meant a cluster in the process; from 0.14.0 on it is the name of a '
        "host. The empty address means the local cluster."
    ),
    before="export PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=local\n",
    after="export PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=\n",
    language="shell",
    source="prefect/executors/dask.py of 1.4.1",
)
CHANGING = frozenset((*RENAMED, GRAPHQL))
"""The ones whose name changes."""

_KEY = (
    "Create an API key (for an agent: one of a service account) and set `PREFECT__CLOUD__API_KEY`, "
    "and `PREFECT__CLOUD__TENANT_ID` if the key serves several tenants."
)
_SUFFIX = re.compile(r"/graphql(?:/alpha)?/?$")
_OLD_EXECUTOR = re.compile(r"prefect\.engine\.executors\.(?:\w+\.)?(?P<name>[A-Z]\w*)")
_OLD_STORAGE = re.compile(r"prefect\.environments\.storage\.(?:\w+\.)?(?P<name>[A-Z]\w*)")


def _judge_library_variable(
    name: str, value: str, options: Options, agent: bool
) -> VariableChange | None:
    if name in NAMES and value == name and options.target_release.reaches(TOKENS_END):
        message = f"`{name}` holds its own name, a placeholder that 0.x filled in"
        help = "Delete it: the agent of 1.x sets what a flow run needs."
        return VariableChange(UNREAD, message, name, value, False, Level.MANUAL, help)
    if name in TOKENS and options.target_release.reaches(TOKENS_END):
        message = f"`{name}` is ignored: 1.x signs in with an API key"
        return VariableChange(TOKEN, message, name, value, help=_KEY)
    if (row := RENAMED.get(name)) and options.target_release.reaches(row[1]):
        return VariableChange(NAME, f"`{name}` is now `{row[0]}`", row[0], value, True)
    if name == GRAPHQL and options.target_release.reaches(API_ALONE):
        return _endpoint(name, value)
    if name == EXECUTOR_CLASS:
        return _judge_executor_variable(name, value)
    if name == STORAGE_CLASS:
        return _storage(name, value)
    if name == DASK_ADDRESS and value == "local":
        return VariableChange(
            ADDRESS, f"`{name}`: `local` is now the name of a host", name, "", True
        )
    removed_row = REMOVED.get(name) or (AGENT.get(name) if agent else None)
    if removed_row and options.target_release.reaches(removed_row[0]):
        return VariableChange(
            UNREAD, f"`{name}` is no longer read", name, value, False, Level.MANUAL, removed_row[1]
        )
    return None


def _endpoint(name: str, value: str) -> VariableChange:
    if not _SUFFIX.search(value) and ("$" in value or not value):
        message = f"`{name}` is ignored: 1.x reads `{API}`, without the /graphql path"
        help = f"Set {API} to the address without its path."
        return VariableChange(UNCERTAIN_VARIABLE, message, name, value, help=help)
    return VariableChange(ENDPOINT, f"`{name}` is now `{API}`", API, _SUFFIX.sub("", value), True)


def _judge_executor_variable(name: str, value: str) -> VariableChange | None:
    if not value.startswith("prefect.engine.executors"):
        return None
    match = _OLD_EXECUTOR.fullmatch(value)
    new = match["name"] if match else ""
    extra = ""
    if new == "SynchronousExecutor":
        new, extra = "LocalDaskExecutor", "; its scheduler uses threads unless set otherwise"
    if new not in EXECUTORS:
        message = f"`{name}`: `{value}` is not found, and the LocalExecutor runs everything"
        help = "Write prefect.executors.LocalExecutor, LocalDaskExecutor or DaskExecutor."
        return VariableChange(UNCERTAIN_VARIABLE, message, name, value, help=help)
    message = f"`{value}` moved to `prefect.executors.{new}`{extra}"
    return VariableChange(EXECUTOR, message, name, f"prefect.executors.{new}", True)


def _storage(name: str, value: str) -> VariableChange | None:
    if not value.startswith("prefect.environments.storage"):
        return None
    match = _OLD_STORAGE.fullmatch(value)
    new = match["name"] if match else ""
    if new not in STORAGES:
        message = f"`{name}`: `{value}` is not found, and flows go to Local storage"
        return VariableChange(
            UNCERTAIN_VARIABLE, message, name, value, help="Name a class of prefect.storage."
        )
    message = f"`{value}` moved to `prefect.storage.{new}`"
    return VariableChange(STORAGE, message, name, f"prefect.storage.{new}", True)


VARIABLES = VariableRule(_judge_library_variable, NAMES, CHANGING, sample="http://x/graphql")
