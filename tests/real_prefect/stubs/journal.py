"""What the stand-ins were asked to do, in order."""

from __future__ import annotations

from typing import Any

EVENTS: list[dict[str, Any]] = []


def record(event: str, **details: Any) -> None:
    """Note one call."""
    EVENTS.append({"event": event, **details})


class Cluster:
    """A Dask cluster that is only written down, with the arguments it was made with."""

    scheduler_address = "recorded://cluster"
    dashboard_link = None

    def __init__(self, **kwargs: Any) -> None:
        self.scheduler = type("Scheduler", (), {"address": self.scheduler_address})()
        record("cluster", cls=type(self).__name__, kwargs=kwargs)

    def adapt(self, **kwargs: Any) -> None:
        record("adapt", kwargs=kwargs)

    def scale(self, n: int) -> None:
        record("scale", n=n)

    def close(self) -> None:
        pass

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *exc: object) -> None:
        pass
