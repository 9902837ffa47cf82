"""One edge or constant of a flow drawn from what is known of its two ends."""

from __future__ import annotations

import ast

from prefect_codemods.to_1.flow_graph.graph import Constant, Edge
from prefect_codemods.to_1.flow_graph.state import ReaderState
from prefect_codemods.to_1.flow_graph.values import (
    Annotated,
    FlowRef,
    Local,
    Plain,
    Task,
    TaskGroup,
    UnreadableCode,
    Value,
)


def connect_tasks(
    state: ReaderState,
    flow: FlowRef,
    upstream: Value,
    downstream: Task,
    key: str | None,
    mapped: bool,
    node: ast.AST,
) -> None:
    """Draw one edge, or note a constant, in ``flow``."""
    its = state.flow_to_change(flow, node)
    flattened = False
    if isinstance(upstream, Annotated):
        mapped = mapped if upstream.mapped is None else upstream.mapped
        flattened = bool(upstream.flattened)
        upstream = upstream.value
    if downstream.number in state.frozen_tasks:
        raise UnreadableCode(f"{downstream.label} may have been changed before", node)
    its.tasks.add(downstream.number)
    if isinstance(upstream, TaskGroup):
        upstream = _collecting_task(state, flow, upstream, node)
    if isinstance(upstream, Task):
        its.tasks.add(upstream.number)
        its.edges.add(Edge(upstream.number, downstream.number, key, mapped, flattened))
    elif isinstance(upstream, (Plain, Local)) and key is not None:
        value = Constant(downstream.number, key, _text_of_value(upstream, node), mapped, flattened)
        if any(c[:2] == value[:2] and c != value for c in its.constants):
            raise UnreadableCode(f"the argument {key} is given twice", node)
        its.constants.add(value)
    else:
        raise UnreadableCode("a dependency on something that is not known to be a task", node)


def _collecting_task(state: ReaderState, flow: FlowRef, group: TaskGroup, node: ast.AST) -> Task:
    """The task that Prefect makes of a collection of tasks."""
    made = state.new_task(group.kind)
    for index, item in enumerate(group.items, 1):
        connect_tasks(state, flow, item, made, f"arg_{index}", False, node)
    return made


def _text_of_value(value: Plain | Local, node: ast.AST) -> str:
    if isinstance(value, Local):
        return value.name
    if value.loose:
        raise UnreadableCode("an argument in which tasks or flows may hide", node)
    return value.text
