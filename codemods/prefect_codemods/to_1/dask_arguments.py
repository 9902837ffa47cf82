"""What the old arguments of DaskExecutor become.

Until 0.13.19 unknown keywords went to dask's Client or to a LocalCluster; from 0.14.0 on they are
a TypeError. Read from prefect/engine/executors/dask.py of 0.10.7 to 0.14.22.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from prefect_codemods.python import literals
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code, argument, dictionary, entry
from prefect_codemods.python.plan import Plan

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


@dataclass(slots=True)
class DaskArguments:
    """The keywords of the new call, in order; ``problem`` says why they can't be determined.

    ``dropped`` says what went without a trace and why.
    """

    keywords: list[tuple[str, Code]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    problem: str = ""
    changed: bool = False
    extended: list[tuple[cst.BaseExpression, list[tuple[str, Code]]]] = field(default_factory=list)
    """Dictionaries of the old call that take more entries."""

    def extend(self, plan: Plan) -> None:
        """Plan these entries."""
        for node, entries in self.extended:
            assert isinstance(node, (cst.Dict, cst.Call))
            write = entry if isinstance(node, cst.Dict) else argument
            plan.elements(node).append(*(write(key, value) for key, value in entries))


def translate(arguments: Mapping[str, cst.BaseExpression]) -> DaskArguments:
    """Translate the arguments of a DaskExecutor written for 0.13 or earlier, by name."""
    made = DaskArguments()
    address = arguments.get("address")
    given = _given(address)
    extra: dict[str, list[tuple[str, Code]]] = {"cluster": [], "client": []}
    kept: list[tuple[str, cst.BaseExpression]] = []
    for name, value in arguments.items():
        if name == "address" and literals.string(address) == "local":
            made.changed = True
            made.dropped.append('`address="local"` means a temporary local cluster: the default')
        elif name == "local_processes":
            made.changed = True
            if given is None:
                made.problem = "whether `address` is set decides what `local_processes` does"
            elif given:
                made.dropped.append("`local_processes` had no effect beside an address")
            else:
                extra["cluster"].append(("processes", value))
        elif name in CURRENT:
            kept.append((name, value))
        else:
            made.changed = True
            other = "cluster_class" in arguments
            to_client = given or other or name in CLIENT
            if given is None and not to_client:
                made.problem = f"whether `address` is set decides where `{name}` goes"
                continue
            extra["client" if to_client else "cluster"].append((name, value))
    made.keywords = _merged(made, kept, extra)
    return made


def _given(address: cst.BaseExpression | None) -> bool | None:
    """Whether the address is set; ``None`` where only the running code knows."""
    if address is None or (isinstance(address, cst.Name) and address.value == "None"):
        return False
    text = literals.string(address)
    if text is not None:
        return text not in {"", "local"}
    return None


def _merged(
    made: DaskArguments,
    kept: list[tuple[str, cst.BaseExpression]],
    extra: dict[str, list[tuple[str, Code]]],
) -> list[tuple[str, Code]]:
    result: list[tuple[str, Code]] = list(kept)
    for part, entries in extra.items():
        if not entries:
            continue
        name = f"{part}_kwargs"
        place = next((i for i, (key, _) in enumerate(result) if key == name), None)
        if place is None:
            result.append((name, dictionary(entries)))
            continue
        old = kept[place][1]
        present = literals.items(old)
        if present is None or {k for k, _ in present} & {k for k, _ in entries}:
            made.problem = f"`{name}` can't be joined with the other keywords"
            continue
        made.extended.append((old, entries))
    return result
