"""Names of Prefect that mean in 1.x what they meant in every 0.x."""

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
