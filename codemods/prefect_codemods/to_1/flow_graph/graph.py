"""What a flow is, whatever its wording: tasks, edges, settings; and when two are the same.

Two calls of one task are two tasks, so tasks have no names of their own and two graphs are equal
when some pairing of their tasks carries every edge of the one to an edge of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_ATTEMPTS = 200


class Edge(NamedTuple):
    """A dependency between two tasks (their numbers); ``key`` names the argument it feeds."""

    upstream: int
    downstream: int
    key: str | None = None
    mapped: bool = False
    flattened: bool = False


class Constant(NamedTuple):
    """An argument that is a value, not a task's result."""

    task: int
    key: str
    value: str
    mapped: bool = False
    flattened: bool = False


@dataclass
class Flow:
    """One flow: ``settings`` maps an attribute of ``Flow`` to the expression it is set to."""

    name: str
    variable: str
    settings: dict[str, str] = field(default_factory=dict)
    tasks: set[int] = field(default_factory=set)
    edges: set[Edge] = field(default_factory=set)
    constants: set[Constant] = field(default_factory=set)
    reference_tasks: frozenset[int] | None = None

    def redundant(self) -> set[Edge]:
        """The keyless edges beside which a keyed one does the same."""
        keyed = {edge._replace(key=None) for edge in self.edges if edge.key is not None}
        return {edge for edge in self.edges if edge.key is None and edge in keyed}


@dataclass(frozen=True)
class Statement:
    """Code that stands as it is; ``mentions`` gives the task or flow that each name denotes there.

    A task is denoted by its number, a flow by its place in ``Module.flows`` as ``flow 0``.
    """

    text: str
    mentions: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True)
class FlowScope:
    """A function that builds flows: what it says before its body, and its body read."""

    head: str
    body: FlowModule


@dataclass
class FlowModule:
    """All that a file of flows says; ``labels`` holds the definition of each task.

    ``imported`` maps names to dotted paths, ``imports`` are those that bind no name one can see.
    ``opaque`` holds the reasons why some of it could not be read.
    """

    flows: list[Flow] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    definitions: dict[str, Statement] = field(default_factory=dict)
    scopes: dict[str, FlowScope] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    imported: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    opaque: list[str] = field(default_factory=list)


_Links = list[tuple[str, int]]
_Colours = dict[int, int]


def _links(module: FlowModule) -> dict[int, _Links]:
    """For each task that matters, its edges as seen from it: kind of edge and the other end."""
    found: dict[int, _Links] = {task: [] for flow in module.flows for task in flow.tasks}
    for number, flow in enumerate(module.flows):
        for edge in flow.edges - flow.redundant():
            kind = f"{number} {edge[2:]}"
            found[edge.upstream].append((f"to {kind}", edge.downstream))
            found[edge.downstream].append((f"from {kind}", edge.upstream))
    for statement in (*module.statements, *module.definitions.values()):
        for _, denoted in statement.mentions:
            if isinstance(denoted, int):
                found.setdefault(denoted, [])
    return found


def _task_features(module: FlowModule, tasks: Mapping[int, _Links]) -> dict[int, str]:
    """What tells one task from another before its edges are looked at."""
    features: dict[int, list[str]] = {task: [module.labels[task]] for task in tasks}
    for number, flow in enumerate(module.flows):
        for task in flow.tasks:
            features[task].append(f"in {number}")
        for constant in sorted(flow.constants):
            features[constant.task].append(f"{number} {constant[1:]}")
        for task in flow.reference_tasks or ():
            features[task].append(f"reference {number}")
    places = [("statement", str(i), s) for i, s in enumerate(module.statements)]
    places += [("definition", name, s) for name, s in sorted(module.definitions.items())]
    for kind, place, statement in places:
        for name, denoted in statement.mentions:
            if isinstance(denoted, int):
                features[denoted].append(f"{kind} {place} {name}")
    return {task: "\n".join(found) for task, found in features.items()}


class _Pairing:
    """Colour refinement on two graphs at once; where it ties, one pair after another is tried."""

    def __init__(self, first: dict[int, _Links], second: dict[int, _Links]) -> None:
        self.sides = (first, second)
        self.attempts = 0

    def exists(self, first: _Colours, second: _Colours) -> bool:
        """Whether the coloured graphs are equal up to the numbers of their tasks."""
        self.attempts += 1
        if self.attempts > _ATTEMPTS:
            return False
        first, second = self._refined(first, second)
        if Counter(first.values()) != Counter(second.values()):
            return False
        sizes = Counter(first.values())
        tied = sorted((size, colour) for colour, size in sizes.items() if size > 1)
        if not tied:
            return True
        colour, fresh = tied[0][1], max(sizes) + 1
        chosen = min(task for task, its in first.items() if its == colour)
        return any(
            self.exists({**first, chosen: fresh}, {**second, other: fresh})
            for other in sorted(task for task, its in second.items() if its == colour)
        )

    def _refined(self, first: _Colours, second: _Colours) -> tuple[_Colours, _Colours]:
        count = len({*first.values(), *second.values()})
        while True:
            table: dict[object, int] = {}
            first = self._round(0, first, table)
            second = self._round(1, second, table)
            if len(table) == count:
                return first, second
            count = len(table)

    def _round(self, side: int, colours: _Colours, table: dict[object, int]) -> _Colours:
        fresh: _Colours = {}
        for task, links in self.sides[side].items():
            around = tuple(sorted((kind, colours[other]) for kind, other in links))
            fresh[task] = table.setdefault((colours[task], around), len(table))
        return fresh


def same_graph(first: FlowModule, second: FlowModule) -> bool:
    """Whether some pairing of the tasks makes all flows of the two modules equal.

    Settings are not looked at. A graph too symmetrical to decide counts as different.
    """
    links = (_links(first), _links(second))
    table: dict[str, int] = {}
    colours = [
        {
            task: table.setdefault(text, len(table))
            for task, text in _task_features(module, own).items()
        }
        for module, own in zip((first, second), links, strict=True)
    ]
    return _Pairing(*links).exists(*colours)


def describe_difference(edge: Edge, labels: Mapping[int, str]) -> str:
    """``get_value → output_value (value)``."""
    marks = [edge.key or "no key"]
    marks += ["mapped"] if edge.mapped else []
    marks += ["flattened"] if edge.flattened else []
    return f"{labels[edge.upstream]} → {labels[edge.downstream]} ({', '.join(marks)})"
