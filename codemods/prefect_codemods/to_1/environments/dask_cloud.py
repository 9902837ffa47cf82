"""DaskCloudProviderEnvironment: a DaskExecutor over the same cluster class."""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code, new_call, new_dictionary
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.dask_arguments import CURRENT
from prefect_codemods.to_1.environments.common import (
    RUN_USES_EXECUTOR,
    EnvironmentParts,
    arguments_of,
    by_kind,
)
from prefect_codemods.to_1.environments.translation import (
    ARGUMENTS,
    Blocked,
    LocalNames,
    Translation,
    TranslationNote,
    Writer,
    translates,
)

DASK_CLOUD = rule(
    "PM106",
    "dask-cloud-provider-environment",
    Kind.SAFE,
    since="1.0.0",
    what="Replaces `DaskCloudProviderEnvironment` with a `DaskExecutor` over its provider class.",
    why="Environments were removed in Prefect 1.0.0. `skip_cleanup=True` was added silently, so it is kept.",
    before="from dask_cloudprovider.aws import FargateCluster\nfrom prefect import Flow\n"
    "from prefect.environments import DaskCloudProviderEnvironment\n\n"
    'flow = Flow("f")\n'
    "flow.environment = DaskCloudProviderEnvironment(FargateCluster, n_workers=2)\n",
    after="from dask_cloudprovider.aws import FargateCluster\nfrom prefect import Flow\n"
    "from prefect.executors import DaskExecutor\n\n"
    'flow = Flow("f")\n'
    "flow.executor = DaskExecutor(cluster_class=FargateCluster, "
    'cluster_kwargs={"n_workers": 2, "skip_cleanup": True})\n',
    source="Prefect 0.13.19, prefect/environments/execution/dask/cloud_provider.py",
)
MOVED_CLUSTER = rule(
    "PM211",
    "dask-cloudprovider-import",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports cluster classes imported from the top of dask-cloudprovider.",
    why="From 0.5.0 on they have to be imported from `dask_cloudprovider.aws`.",
    before="from dask_cloudprovider import FargateCluster\nfrom prefect import Flow\n"
    "from prefect.environments import DaskCloudProviderEnvironment\n\n"
    'flow = Flow("f")\nflow.environment = DaskCloudProviderEnvironment(FargateCluster)\n',
    advice="import it from `dask_cloudprovider.aws` with dask-cloudprovider 0.5.0 and later",
)
_GUESS = by_kind({"list": "labels", "dict": "executor_kwargs metadata"})


@translates("DaskCloudProviderEnvironment")
def translate_dask_cloud(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``DaskCloudProviderEnvironment(…)`` becomes."""
    bound = arguments_of(module, call, "DaskCloudProviderEnvironment", _GUESS, extra=True)
    if isinstance(bound, Blocked):
        return bound
    provider = bound.arguments.get("provider_class")
    if provider is None or is_none(provider):
        return Blocked(ARGUMENTS, "`provider_class` is missing")
    parts = EnvironmentParts(module, DASK_CLOUD)
    if module.names.qualified(provider.value).startswith("dask_cloudprovider."):
        path = module.names.qualified(provider.value)
        if path.count(".") == 1:
            parts.notes.append(
                TranslationNote(
                    MOVED_CLUSTER, f"`{path}` moved to `dask_cloudprovider.aws`", Level.MANUAL
                )
            )
    executor = _cloud_executor(parts, bound, provider, docker)
    if isinstance(executor, Blocked):
        return executor
    parts.note(RUN_USES_EXECUTOR)
    return parts.translation(bound, docker, "UniversalRun", executor)


def _cloud_executor(
    parts: EnvironmentParts, bound: Bound, provider: cst.Arg, docker: bool
) -> Writer | Blocked:
    named = {p for s in class_signatures("DaskCloudProviderEnvironment") for p in s.parameters}
    cluster: list[tuple[str, Code]] = [
        (k, a.value) for k, a in bound.arguments.items() if k not in named
    ]
    security = bound.arguments.get("security")
    secured: list[tuple[str, Code]] = []
    if security is not None and not is_none(security):
        secured = [("security", security.value)]
    if not any(k == "skip_cleanup" for k, _ in cluster):
        cluster.append(("skip_cleanup", "True"))
    cluster.extend(secured)
    more = bound.arguments.get("executor_kwargs")
    entries = [] if more is None or is_none(more) else literals.dictionary_items(more.value)
    if entries is None:
        return Blocked(ARGUMENTS, "`executor_kwargs` isn't a dictionary with literal keys")
    client = list(secured)
    own: list[tuple[str, Code]] = []
    for key, value in entries:
        if key in CURRENT - {"client_kwargs"}:
            own.append((key, value))
        elif key == "client_kwargs":
            inner = literals.dictionary_items(value)
            if inner is None:
                return Blocked(ARGUMENTS, "`client_kwargs` isn't a dictionary with literal keys")
            client.extend(inner)
        else:
            client.append((key, value))
    adapt = _adaptive(bound)
    if isinstance(adapt, Blocked):
        return adapt
    made = provider.value
    by_image = docker and not any(k == "image" for k, _ in cluster)

    def write(local_names: LocalNames) -> Code:
        executor = local_names.local("prefect.executors", "DaskExecutor")
        pairs: list[tuple[str, Code]] = [("cluster_class", made)]
        if by_image:
            # Which image the flow runs in is known only there: the class is a function that asks.
            image = f"{local_names.local('prefect', 'context')}.image"
            lazy = new_call("", [("image", image), *cluster])
            called = (cst.Name, cst.Attribute, cst.Subscript, cst.Call)
            maker: Code = made if made.lpar or isinstance(made, called) else ("(", made, ")")
            pairs = [("cluster_class", ("lambda: ", maker, lazy))]
        else:
            pairs.append(("cluster_kwargs", new_dictionary(cluster)))
        if adapt:
            pairs.append(("adapt_kwargs", new_dictionary(adapt)))
        if client:
            pairs.append(("client_kwargs", new_dictionary(client)))
        return new_call(executor, [*pairs, *own])

    return write


def _adaptive(bound: Bound) -> list[tuple[str, Code]] | Blocked:
    """Adaptive bounds; a missing or zero minimum meant no adaptation at all."""
    least = bound.arguments.get("adaptive_min_workers")
    if least is None or is_none(least):
        return []
    if not isinstance(least.value, cst.Integer):
        return Blocked(ARGUMENTS, "whether `adaptive_min_workers` is zero decides if it adapts")
    if int(least.value.value, 0) == 0:
        return []
    found: list[tuple[str, Code]] = [("minimum", least.value)]
    most = bound.arguments.get("adaptive_max_workers")
    if most is not None and not is_none(most):
        found.append(("maximum", most.value))
    return found
