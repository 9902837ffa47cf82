"""The flows of a module as graphs to be drawn."""

from __future__ import annotations

from collections import defaultdict

from prefect_codemods.python import normal_form
from prefect_codemods.task_graph import GraphEdge, GraphTask, TaskGraph, TaskGraphs
from prefect_codemods.to_1.flow_graph import reader
from prefect_codemods.to_1.flow_graph.graph import Edge, Flow, FlowModule

_LONGEST = 60
_DEEPEST = 60


def task_graphs(text: str) -> TaskGraphs:
    """The flows at the top of a module and in its functions.

    Raises ``Refusal`` for text that is not Python.
    """
    module = reader.read_flow_graphs(normal_form.parse_side(text, "the file"))
    modules = [module, *(scope.body for scope in module.scopes.values())]
    return TaskGraphs(
        tuple(_graph(part, flow) for part in modules for flow in part.flows),
        tuple(dict.fromkeys(reason for part in modules for reason in part.opaque)),
    )


def _graph(module: FlowModule, flow: Flow) -> TaskGraph:
    edges = flow.edges - flow.redundant()
    origins = _task_origins(module, flow, edges)
    tasks = sorted(flow.tasks)
    place = {task: number for number, task in enumerate(tasks)}
    return TaskGraph(
        flow.name.strip("'\""),
        tuple(GraphTask(_label(module, task), origins[task]) for task in tasks),
        tuple(
            GraphEdge(place[e.upstream], place[e.downstream], e.key or "", e.mapped)
            for e in sorted(edges, key=str)
        ),
        tuple(f"{key} = {value}" for key, value in sorted(flow.settings.items())),
    )


def _label(module: FlowModule, task: int) -> str:
    label = " ".join(module.labels[task].split()).removeprefix("prefect.")
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _task_origins(module: FlowModule, flow: Flow, edges: set[Edge]) -> dict[int, str]:
    """For each task what it is and what it depends on, all the way up."""
    upstream: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        upstream[edge.downstream].append(edge)
    known: dict[int, str] = {}

    def describe(task: int, seen: frozenset[int]) -> str:
        if task not in known:
            parts = sorted(
                f"{edge.key}<{describe(edge.upstream, seen | {task})}"
                for edge in upstream[task]
                if edge.upstream not in seen and len(seen) < _DEEPEST
            )
            known[task] = f"{module.labels[task]}({','.join(parts)})"[:2000]
        return known[task]

    return {task: describe(task, frozenset()) for task in flow.tasks}
