"""The wiring calls of flows and tasks: which edges they draw."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from prefect_codemods.to_1.flow_graph.edges import connect_tasks
from prefect_codemods.to_1.flow_graph.graph import Flow
from prefect_codemods.to_1.flow_graph.state import ReaderState
from prefect_codemods.to_1.flow_graph.values import (
    UNKNOWN,
    Annotated,
    FlowRef,
    Plain,
    Task,
    UnreadableCode,
    Value,
)

_CALL_OPTIONS = {"mapped", "task_args", "upstream_tasks", "flow"}


_SOURCES = ("upstream_tasks", "downstream_tasks", "keyword_tasks", "mapped", "validate")
TASK_METHODS = {
    "set_upstream": ("task", "flow", "key", "mapped"),
    "set_downstream": ("task", "flow", "key", "mapped"),
    "set_dependencies": ("flow", *_SOURCES),
}
FLOW_METHODS = {
    "add_task": ("task",),
    "add_edge": ("upstream_task", "downstream_task", "key", "mapped", "flattened"),
    "chain": (),
    "set_dependencies": ("task", *_SOURCES),
    "set_reference_tasks": ("tasks",),
}


@dataclass(frozen=True, slots=True)
class Wiring:
    """Reads calls that draw edges; ``evaluate`` says what an argument denotes."""

    state: ReaderState
    evaluate: Callable[[ast.expr], Value]

    def flow_method(self, flow: FlowRef, name: str, node: ast.Call) -> None:
        """A wiring method of a flow (``flow.add_edge(…)``)."""
        its = self.state.flow_to_change(flow, node)
        if name == "chain":
            chained = [self.known_task(a) for a in node.args]
            for upstream, downstream in pairwise(chained):
                connect_tasks(self.state, flow, upstream, downstream, None, False, node)
            return
        given = self.named_arguments(node, FLOW_METHODS[name])
        if given is None:
            raise UnreadableCode(f"arguments of {name} that are not understood", node)
        if name == "set_reference_tasks":
            its.reference_tasks = self.listed_members(its, given.get("tasks"))
        elif name == "add_task":
            its.tasks.add(self.known_task(given["task"]).number)
        elif name == "set_dependencies":
            self.draw_dependencies(flow, self.known_task(given["task"]), given, node)
        else:
            source = self.evaluate(given["upstream_task"])
            if self.literal_flag(given.get("flattened")):
                source = Annotated(source, flattened=True)
            downstream = self.known_task(given["downstream_task"])
            key, mapped = self.literal_key(given.get("key")), self.literal_flag(given.get("mapped"))
            connect_tasks(self.state, flow, source, downstream, key, mapped, node)

    def named_arguments(
        self, node: ast.Call, names: tuple[str, ...] | None
    ) -> dict[str, ast.expr] | None:
        """The arguments by name; ``None`` if they can't be determined."""
        if names is None or len(node.args) > len(names):
            return None
        if any(isinstance(a, ast.Starred) for a in node.args):
            return None
        given = dict(zip(names, node.args, strict=False))
        for keyword in node.keywords:
            if keyword.arg not in names:
                return None
            given[keyword.arg] = keyword.value
        return given

    def draw_dependencies(
        self, flow: FlowRef, task: Task, given: dict[str, ast.expr], node: ast.AST
    ) -> None:
        """What ``set_dependencies`` draws, whether called on the flow or on the task."""
        mapped = self.literal_flag(given.get("mapped"))
        self.state.flow_to_change(flow, node).tasks.add(task.number)
        for upstream in self.listed_values(given.get("upstream_tasks")):
            connect_tasks(self.state, flow, upstream, task, None, mapped, node)
        if "downstream_tasks" in given:
            for downstream in self.listed_tasks(given["downstream_tasks"]):
                connect_tasks(self.state, flow, task, downstream, None, False, node)
        keyed = given.get("keyword_tasks")
        if keyed is None:
            return
        if not isinstance(keyed, ast.Dict):
            raise UnreadableCode("keyword_tasks that are not written out", node)
        for key, value in zip(keyed.keys, keyed.values, strict=True):
            connect_tasks(
                self.state, flow, self.evaluate(value), task, self.literal_key(key), mapped, node
            )

    def listed_values(self, node: ast.expr | None) -> list[Value]:
        """The members of a literal list of tasks or annotated tasks; none where it is ``None``."""
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return []
        if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            raise UnreadableCode("a list of tasks that is not written out", node)
        return [self.evaluate(item) for item in node.elts]

    def bind_call(self, task: Task, node: ast.Call, *, mapped: bool) -> Task:
        """``task.bind(…)``, and what calling and mapping do to the copy."""
        options = {k.arg: k.value for k in node.keywords if k.arg in _CALL_OPTIONS}
        keys = [k.arg for k in node.keywords]
        if None in keys or any(isinstance(a, ast.Starred) for a in node.args):
            raise UnreadableCode("star arguments of a task", node)
        mapped = mapped or self.literal_flag(options.get("mapped"))
        flow = self.flow_of(options.get("flow"), node)
        self.state.flow_to_change(flow, node).tasks.add(task.number)
        if len(node.args) > len(task.signature.positional) and task.signature is not UNKNOWN:
            raise UnreadableCode(f"more arguments than {task.label} names", node)
        names = task.signature.positional or tuple(f"#{i}" for i in range(len(node.args)))
        bound = list(zip(names, node.args, strict=False))
        bound += [(str(k.arg), k.value) for k in node.keywords if k.arg not in _CALL_OPTIONS]
        for key, value in bound:
            connect_tasks(self.state, flow, self.evaluate(value), task, key, mapped, node)
        for upstream in self.listed_values(options.get("upstream_tasks")):
            connect_tasks(self.state, flow, upstream, task, None, mapped, node)
        return task

    def flow_of(self, node: ast.expr | None, call: ast.AST) -> FlowRef:
        """The flow of a ``flow=`` argument, or that of the block."""
        if node is None:
            if self.state.flow is None:
                raise UnreadableCode("a task is called outside of any flow", call)
            return self.state.flow
        value = self.evaluate(node)
        if not isinstance(value, FlowRef):
            raise UnreadableCode("the flow= argument is not a flow of this module", call)
        return value

    def literal_flag(self, node: ast.expr | None) -> bool:
        """The value of ``mapped=``, false where it is not given."""
        if node is None:
            return False
        if not (isinstance(node, ast.Constant) and isinstance(node.value, bool)):
            raise UnreadableCode("mapped= is not written out", node)
        return node.value

    def literal_key(self, node: ast.expr | None) -> str | None:
        """The value of ``key=``."""
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return None
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            raise UnreadableCode("a key that is not a string", node)
        return node.value

    def listed_tasks(self, node: ast.expr | None) -> list[Task]:
        """The tasks of a literal list of tasks."""
        if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            raise UnreadableCode("a list of tasks that is not written out", node or ast.Pass())
        return [self.known_task(item) for item in node.elts]

    def known_task(self, node: ast.expr) -> Task:
        """``node`` as a task."""
        value = self.evaluate(node)
        if not isinstance(value, Task):
            raise UnreadableCode(f"{ast.unparse(node)} is not known to be a task", node)
        return value

    def listed_members(self, flow: Flow, node: ast.expr | None) -> frozenset[int]:
        """The tasks of a literal list, all of which must be in ``flow`` already."""
        numbers = frozenset(task.number for task in self.listed_tasks(node))
        if not numbers <= flow.tasks:
            raise UnreadableCode("reference tasks that are not in the flow", node or ast.Pass())
        return numbers

    def task_method(self, task: Task, name: str, node: ast.Call) -> Value:
        """A method called on a task, and what the call denotes."""
        if name == "map":
            new = self.state.copy_task(task, task_arguments(node), node)
            return self.bind_call(new, node, mapped=True)
        if name == "bind":
            return self.bind_call(task, node, mapped=False)
        if name == "copy" and not node.args:
            if node.keywords:
                raise UnreadableCode("a copy of a task with other attributes", node)
            return self.state.copy_task(task, None, node)
        given = self.named_arguments(node, TASK_METHODS.get(name))
        if given is None:
            if self.state.flow is None:
                return Plain(ast.unparse(node), loose=True)
            raise UnreadableCode(f"the method {name} of a task", node)
        flow = self.flow_of(given.get("flow"), node)
        mapped = self.literal_flag(given.get("mapped"))
        if name == "set_dependencies":
            self.draw_dependencies(flow, task, given, node)
            return task
        other = self.evaluate(given["task"]) if "task" in given else None
        if other is None:
            raise UnreadableCode(f"{name} without a task", node)
        key = self.literal_key(given.get("key"))
        if name == "set_upstream":
            connect_tasks(self.state, flow, other, task, key, mapped, node)
        elif isinstance(other, Task):
            connect_tasks(self.state, flow, task, other, key, mapped, node)
        else:
            raise UnreadableCode("set_downstream of something that is not known to be a task", node)
        return task


def task_arguments(node: ast.Call) -> ast.expr | None:
    """The attributes that a call gives to its copy of a task."""
    return next((k.value for k in node.keywords if k.arg == "task_args"), None)
