"""Parameters of Prefect's classes by release, in positional order.

Read from the releases 0.3.0 to 1.4.1.
"""

from __future__ import annotations

from dataclasses import dataclass

Release = tuple[int, int]
"""``(minor, patch)`` of a 0.x release; 1.x counts as minor 100 and up."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of one class from ``first`` to ``last``, both included."""

    first: Release
    last: Release
    parameters: tuple[str, ...]
    required: int = 0


def release(text: str) -> Release:
    """``0.13.19`` as ``(13, 19)``, ``1.4.1`` as ``(104, 1)``."""
    major, minor, patch = (int(part) for part in text.split("."))
    return (major * 100 + minor, patch)


def _history(*rows: tuple[str, str]) -> tuple[Signature, ...]:
    made = []
    for span, parameters in rows:
        first, _, last = span.partition("-")
        names = tuple(parameters.split())
        made.append(Signature(release(first), release(last or first), names))
    return tuple(made)


_CALLBACKS = "labels on_start on_exit"

SIGNATURES: dict[str, tuple[Signature, ...]] = {
    "Environment": _history(
        ("0.5.0-0.6.3", ""),
        ("0.6.4-0.6.6", "labels"),
        ("0.6.7-0.11.5", _CALLBACKS),
        ("0.12.0-0.15.13", f"{_CALLBACKS} metadata"),
    ),
    "LocalEnvironment": _history(
        ("0.5.0-0.5.2", "encryption_key serialized_flow"),
        ("0.5.3-0.6.3", ""),
        ("0.6.4-0.6.6", "labels"),
        ("0.6.7-0.11.5", _CALLBACKS),
        ("0.12.0", f"{_CALLBACKS} metadata"),
        ("0.12.1-0.15.13", f"executor {_CALLBACKS} metadata"),
    ),
    "Flow": _history(
        (
            "0.5.0-0.5.2",
            "name schedule environment tasks edges reference_tasks state_handlers on_failure "
            "validate result_handler",
        ),
        (
            "0.5.3-0.9.7",
            "name schedule environment storage tasks edges reference_tasks state_handlers "
            "on_failure validate result_handler",
        ),
        (
            "0.9.8-0.13.7",
            "name schedule environment storage tasks edges reference_tasks state_handlers "
            "on_failure validate result_handler result",
        ),
        (
            "0.13.8-0.13.9",
            "name schedule executor environment storage tasks edges reference_tasks "
            "state_handlers on_failure validate result_handler result",
        ),
        (
            "0.13.10-0.13.19",
            "name schedule executor environment run_config storage tasks edges reference_tasks "
            "state_handlers on_failure validate result_handler result",
        ),
        (
            "0.14.0-0.14.14",
            "name schedule executor environment run_config storage tasks edges reference_tasks "
            "state_handlers on_failure validate result",
        ),
        (
            "0.14.15-0.15.13",
            "name schedule executor environment run_config storage tasks edges reference_tasks "
            "state_handlers on_failure validate result terminal_state_handler",
        ),
        (
            "1.0.0-1.4.1",
            "name schedule executor run_config storage tasks edges reference_tasks "
            "state_handlers on_failure validate result terminal_state_handler",
        ),
    ),
}
"""Histories by class name; ``**kwargs`` isn't listed."""


def signatures(name: str, since: tuple[int, int | None] | None = None) -> tuple[Signature, ...]:
    """The signatures of ``name`` that a code written for the release ``since`` may mean.

    ``since`` is ``(minor, patch)`` as in ``Options``; without it, all of them.
    """
    found = SIGNATURES.get(name, ())
    if since is None:
        return found
    minor, patch = since
    if patch is None:
        return tuple(s for s in found if s.first[0] <= minor <= s.last[0])
    return tuple(s for s in found if s.first <= (minor, patch) <= s.last)
