"""What the old arguments of DaskExecutor become.

Until 0.13.19 unknown keywords went to dask's Client or to a LocalCluster; from 0.14.0 on they are
a TypeError. Read from prefect/engine/executors/dask.py of 0.10.7 to 0.14.22.
"""

from __future__ import annotations

from collections.abc import Mapping

from prefect_codemods.python import literals
from prefect_codemods.python.arguments import is_none
from prefect_codemods.python.call_rewrite import FoldedArguments
from prefect_codemods.python.lazy_libcst import cst

CURRENT = frozenset(
    {
        "address",
        "cluster_class",
        "cluster_kwargs",
        "adapt_kwargs",
        "client_kwargs",
        "debug",
        "performance_report_path",
        "disable_cancellation_event",
        "watch_worker_status",
    }
)
CLIENT = frozenset(
    {
        "timeout",
        "set_as_default",
        "scheduler_file",
        "security",
        "name",
        "direct_to_workers",
        "heartbeat_interval",
    }
)
"""Keywords of dask's Client; the rest configure a LocalCluster."""


def translate_dask_arguments(arguments: Mapping[str, cst.BaseExpression]) -> FoldedArguments:
    """Translate the arguments of a DaskExecutor written for 0.13 or earlier, by name."""
    made = FoldedArguments()
    address = arguments.get("address")
    given = _address_is_set(address)
    folded: dict[str, dict[str, str]] = {"cluster_kwargs": {}, "client_kwargs": {}}
    for name in arguments:
        if name == "address" and literals.string_value(address) == "local":
            made.dropped[name] = '`address="local"` means a temporary local cluster: the default'
        elif name == "local_processes":
            if given is None:
                made.problem = "whether `address` is set decides what `local_processes` does"
            elif given:
                made.dropped[name] = "`local_processes` had no effect beside an address"
            else:
                folded["cluster_kwargs"][name] = "processes"
        elif name not in CURRENT:
            to_client = given or "cluster_class" in arguments or name in CLIENT
            if given is None and not to_client:
                made.problem = f"whether `address` is set decides where `{name}` belongs"
            folded["client_kwargs" if to_client else "cluster_kwargs"][name] = name
    made.fold(arguments, folded)
    return made


def _address_is_set(address: cst.BaseExpression | None) -> bool | None:
    """Whether the address is set; ``None`` where only the running code knows."""
    if address is None or is_none(cst.Arg(address)):
        return False
    text = literals.string_value(address)
    return None if text is None else text not in {"", "local"}
