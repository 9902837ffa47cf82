"""What is known of settings that recipes carry along, said where a merge keeps or drops them."""

from __future__ import annotations

_STEALING = "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING"
_BLOCKED = "DASK_DISTRIBUTED__SCHEDULER__BLOCKED_HANDLERS"
_WORKER = "no effect on a worker, which reads `distributed.worker.*` only"

NOTES: dict[tuple[str, str], str] = {
    (_STEALING, "dask-worker"): _WORKER,
    (_BLOCKED, "dask-worker"): _WORKER,
    (_STEALING, "dask-scheduler"): "it turns work stealing off, which balances the workers' load",
}
"""``(variable, program that the container runs) -> note``."""


def note(variable: str, words: list[str]) -> str:
    """What is known of ``variable`` in a container that runs ``words``, ``""`` for nothing."""
    return next((NOTES[variable, word] for word in words if (variable, word) in NOTES), "")
