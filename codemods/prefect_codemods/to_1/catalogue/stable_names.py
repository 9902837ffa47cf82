"""Names of Prefect that mean in 1.x what they did in every 0.x; the paths that lead to one name."""

from __future__ import annotations

STABLE_NAMES: dict[str, frozenset[str]] = {
    "prefect": frozenset(
        (
            *("Flow", "task", "Task", "Parameter", "case", "context", "unmapped", "mapped"),
            *("flatten", "tags", "apply_map", "config"),
        )
    ),
    "prefect.schedules": frozenset(("Schedule", "IntervalSchedule", "CronSchedule")),
    "prefect.utilities.logging": frozenset(("get_logger",)),
    "prefect.triggers": frozenset(),
    "prefect.engine.state": frozenset(),
    "prefect.schedules.clocks": frozenset(),
}
"""By the module that they are imported from; none: all of its names that the table doesn't hold."""

STABLE_ATTRIBUTES = STABLE_NAMES["prefect"] | {"triggers", "schedules"}
"""What follows ``prefect.`` in code that needs no migration."""

STABLE_PATHS = ("context", "config", "triggers")
"""The same, where one more name follows."""

_FLAT = ("prefect.storage", "prefect.executors", "prefect.run_configs", "prefect.engine.results")
_TOP = {
    "prefect.core.Flow": "prefect.Flow",
    "prefect.core.flow.Flow": "prefect.Flow",
    "prefect.core.Task": "prefect.Task",
    "prefect.core.task.Task": "prefect.Task",
    "prefect.core.Parameter": "prefect.Parameter",
    "prefect.core.parameter.Parameter": "prefect.Parameter",
    "prefect.utilities.tasks.task": "prefect.task",
    "prefect.utilities.tasks.tags": "prefect.tags",
    "prefect.utilities.tasks.unmapped": "prefect.unmapped",
    "prefect.utilities.edges.unmapped": "prefect.unmapped",
    "prefect.utilities.edges.mapped": "prefect.mapped",
    "prefect.utilities.edges.flatten": "prefect.flatten",
}


def canonical_path(dotted: str) -> str:
    """One of the dotted paths under which Prefect publishes a name, the same for all of them."""
    package, _, name = dotted.rpartition(".")
    above, _, module = package.rpartition(".")
    if above in _FLAT and module[:1].islower() and name[:1].isupper():
        return f"{above}.{name}"
    return _TOP.get(dotted, dotted)
