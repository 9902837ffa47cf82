"""A flow as its tasks and their dependencies, in no library's words; for pictures of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GraphTask:
    """A task; ``origin`` says what it is and what it depends on, all the way up."""

    label: str
    origin: str


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """A dependency between two tasks, by their places; ``label`` names the argument it feeds."""

    source: int
    target: int
    label: str = ""
    mapped: bool = False


@dataclass(frozen=True, slots=True)
class TaskGraph:
    """One flow; ``settings`` are lines on what it is set to."""

    name: str
    tasks: tuple[GraphTask, ...]
    edges: tuple[GraphEdge, ...]
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskGraphs:
    """The flows of a module, and why some of it could not be read."""

    graphs: tuple[TaskGraph, ...] = ()
    unread: tuple[str, ...] = ()
