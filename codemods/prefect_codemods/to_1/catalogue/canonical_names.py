"""The dotted paths under which Prefect publishes one and the same name."""

from __future__ import annotations

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


def canonical(dotted: str) -> str:
    """One of the dotted paths under which Prefect publishes a name, the same for all of them."""
    package, _, name = dotted.rpartition(".")
    above, _, module = package.rpartition(".")
    if above in _FLAT and module[:1].islower() and name[:1].isupper():
        return f"{above}.{name}"
    return _TOP.get(dotted, dotted)
