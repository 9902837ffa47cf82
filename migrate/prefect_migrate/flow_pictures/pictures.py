"""What a picture of a flow shows: tasks, edges, and which of two versions has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from prefect_codemods.migration import Migration
from prefect_codemods.task_graph import TaskGraph

Presence = Literal["both", "first", "second"]
"""Where two versions are compared: which of them has a task or an edge."""


@dataclass(frozen=True, slots=True)
class TaskNode:
    """A task of a picture; ``key`` is unique in it, ``origin`` says all that it depends on."""

    key: str
    label: str
    origin: str = ""
    presence: Presence = "both"


@dataclass(frozen=True, slots=True)
class TaskEdge:
    """A dependency; ``label`` names the argument it feeds."""

    source: str
    target: str
    label: str = ""
    mapped: bool = False
    presence: Presence = "both"


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """One flow, or two versions of one laid over each other.

    ``settings`` are lines on what the flow is set to; in a comparison, on what differs.
    """

    name: str
    nodes: tuple[TaskNode, ...]
    edges: tuple[TaskEdge, ...]
    settings: tuple[str, ...] = ()
    compared: bool = False

    @property
    def same(self) -> bool:
        """Whether both versions are equal."""
        presences = [node.presence for node in self.nodes]
        presences += [edge.presence for edge in self.edges]
        return set(presences) <= {"both"} and not self.settings


def read_flows(text: str, migration: Migration) -> tuple[list[FlowPicture], list[str]]:
    """The flows of a module, and why some of it could not be read.

    Raises ``Refusal`` for text that is not Python.
    """
    read = migration.equivalence().task_graphs(text)
    return [_flow_picture(graph) for graph in read.graphs], list(read.unread)


def _flow_picture(graph: TaskGraph) -> FlowPicture:
    numbers: Counter[str] = Counter()
    nodes = []
    for task in graph.tasks:
        numbers[task.label] += 1
        nodes.append(TaskNode(f"{task.label}#{numbers[task.label]}", task.label, task.origin))
    edges = tuple(
        TaskEdge(nodes[edge.source].key, nodes[edge.target].key, edge.label, edge.mapped)
        for edge in graph.edges
    )
    return FlowPicture(graph.name, tuple(nodes), edges, graph.settings)


def _pair_tasks(first: FlowPicture, second: FlowPicture) -> FlowPicture:
    """``second`` with the keys of the tasks of ``first`` that its tasks are."""
    free = list(first.nodes)
    keys: dict[str, str] = {}
    for by in ("origin", "label"):
        for node in second.nodes:
            wanted = getattr(node, by)
            other = next((one for one in free if getattr(one, by) == wanted), None)
            if other is not None and node.key not in keys:
                keys[node.key] = other.key
                free.remove(other)
    for node in second.nodes:
        keys.setdefault(node.key, f"second {node.key}")
    return replace(
        second,
        nodes=tuple(replace(node, key=keys[node.key]) for node in second.nodes),
        edges=tuple(
            replace(edge, source=keys[edge.source], target=keys[edge.target])
            for edge in second.edges
        ),
    )


def compare_pictures(first: FlowPicture, second: FlowPicture) -> FlowPicture:
    """Both flows in one picture, each part with the versions that have it."""
    second = _pair_tasks(first, second)
    nodes = {node.key: node for node in first.nodes}
    others = {node.key: node for node in second.nodes}
    merged = [
        replace(node, presence=_where_present(node.key in nodes, node.key in others))
        for node in {**nodes, **others}.values()
    ]
    counts = Counter(first.edges), Counter(second.edges)
    edges = [
        TaskEdge(
            e.source, e.target, e.label, e.mapped, _where_present(e in counts[0], e in counts[1])
        )
        for e in dict.fromkeys((*first.edges, *second.edges))
    ]
    settings = [
        *(f"- {line}" for line in first.settings if line not in second.settings),
        *(f"+ {line}" for line in second.settings if line not in first.settings),
    ]
    name = first.name if first.name == second.name else f"{first.name} / {second.name}"
    return FlowPicture(name, tuple(merged), tuple(edges), tuple(settings), True)


def _where_present(first: bool, second: bool) -> Presence:
    return "both" if first and second else "first" if first else "second"
