"""The wiring calls of flows and tasks: which edges they draw."""

from __future__ import annotations

import ast
from itertools import pairwise

from prefect_codemods.to_1.flow_graph.graph import Constant, Edge, Flow
from prefect_codemods.to_1.flow_graph.state import State
from prefect_codemods.to_1.flow_graph.values import (
    UNKNOWN,
    Annotated,
    FlowRef,
    Group,
    Local,
    Plain,
    Task,
    Unreadable,
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


class Wiring(State):
    """Draws edges and notes constants in the flows of ``self.module``."""

    def wire(self, flow: FlowRef, name: str, node: ast.Call) -> None:
        """A wiring method of a flow (``flow.add_edge(…)``)."""
        its = self.change(flow, node)
        if name == "chain":
            chained = [self.task(a) for a in node.args]
            for upstream, downstream in pairwise(chained):
                self.connect(flow, upstream, downstream, None, False, node)
            return
        given = self.arguments(node, FLOW_METHODS[name])
        if given is None:
            raise Unreadable(f"arguments of {name} that are not understood", node)
        if name == "set_reference_tasks":
            its.reference_tasks = self.members(its, given.get("tasks"))
        elif name == "add_task":
            its.tasks.add(self.task(given["task"]).number)
        elif name == "set_dependencies":
            self.dependencies(flow, self.task(given["task"]), given, node)
        else:
            source = self.evaluate(given["upstream_task"])
            if self.flag(given.get("flattened")):
                source = Annotated(source, flattened=True)
            downstream = self.task(given["downstream_task"])
            key, mapped = self.key(given.get("key")), self.flag(given.get("mapped"))
            self.connect(flow, source, downstream, key, mapped, node)

    def arguments(
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

    def dependencies(
        self, flow: FlowRef, task: Task, given: dict[str, ast.expr], node: ast.AST
    ) -> None:
        """What ``set_dependencies`` draws, whether called on the flow or on the task."""
        mapped = self.flag(given.get("mapped"))
        self.change(flow, node).tasks.add(task.number)
        for upstream in self.values(given.get("upstream_tasks")):
            self.connect(flow, upstream, task, None, mapped, node)
        if "downstream_tasks" in given:
            for downstream in self.tasks(given["downstream_tasks"]):
                self.connect(flow, task, downstream, None, False, node)
        keyed = given.get("keyword_tasks")
        if keyed is None:
            return
        if not isinstance(keyed, ast.Dict):
            raise Unreadable("keyword_tasks that are not written out", node)
        for key, value in zip(keyed.keys, keyed.values, strict=True):
            self.connect(flow, self.evaluate(value), task, self.key(key), mapped, node)

    def values(self, node: ast.expr | None) -> list[Value]:
        """The members of a literal list of tasks or annotated tasks; none where it is ``None``."""
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return []
        if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            raise Unreadable("a list of tasks that is not written out", node)
        return [self.evaluate(item) for item in node.elts]

    def bind_call(self, task: Task, node: ast.Call, *, mapped: bool) -> Task:
        """``task.bind(…)``, and what calling and mapping do to the copy."""
        options = {k.arg: k.value for k in node.keywords if k.arg in _CALL_OPTIONS}
        keys = [k.arg for k in node.keywords]
        if None in keys or any(isinstance(a, ast.Starred) for a in node.args):
            raise Unreadable("star arguments of a task", node)
        mapped = mapped or self.flag(options.get("mapped"))
        flow = self.flow_of(options.get("flow"), node)
        self.change(flow, node).tasks.add(task.number)
        if len(node.args) > len(task.signature.positional) and task.signature is not UNKNOWN:
            raise Unreadable(f"more arguments than {task.label} names", node)
        names = task.signature.positional or tuple(f"#{i}" for i in range(len(node.args)))
        bound = list(zip(names, node.args, strict=False))
        bound += [(str(k.arg), k.value) for k in node.keywords if k.arg not in _CALL_OPTIONS]
        for key, value in bound:
            self.connect(flow, self.evaluate(value), task, key, mapped, node)
        for upstream in self.values(options.get("upstream_tasks")):
            self.connect(flow, upstream, task, None, mapped, node)
        return task

    def connect(
        self,
        flow: FlowRef,
        upstream: Value,
        downstream: Task,
        key: str | None,
        mapped: bool,
        node: ast.AST,
    ) -> None:
        """Draw one edge, or note a constant, in ``flow``."""
        its = self.change(flow, node)
        flattened = False
        if isinstance(upstream, Annotated):
            mapped = mapped if upstream.mapped is None else upstream.mapped
            flattened = bool(upstream.flattened)
            upstream = upstream.value
        if downstream.number in self.sealed_tasks:
            raise Unreadable(f"{downstream.label} may have been changed before", node)
        its.tasks.add(downstream.number)
        if isinstance(upstream, Group):
            upstream = self.collector(flow, upstream, node)
        if isinstance(upstream, Task):
            its.tasks.add(upstream.number)
            its.edges.add(Edge(upstream.number, downstream.number, key, mapped, flattened))
        elif isinstance(upstream, (Plain, Local)) and key is not None:
            value = Constant(downstream.number, key, _text(upstream, node), mapped, flattened)
            if any(c[:2] == value[:2] and c != value for c in its.constants):
                raise Unreadable(f"the argument {key} is given twice", node)
            its.constants.add(value)
        else:
            raise Unreadable("a dependency on something that is not known to be a task", node)

    def collector(self, flow: FlowRef, group: Group, node: ast.AST) -> Task:
        """The task that Prefect makes of a collection of tasks."""
        made = self.new_task(group.kind)
        for index, item in enumerate(group.items, 1):
            self.connect(flow, item, made, f"arg_{index}", False, node)
        return made

    def flow_of(self, node: ast.expr | None, call: ast.AST) -> FlowRef:
        """The flow of a ``flow=`` argument, or that of the block."""
        if node is None:
            if self.flow is None:
                raise Unreadable("a task is called outside of any flow", call)
            return self.flow
        value = self.evaluate(node)
        if not isinstance(value, FlowRef):
            raise Unreadable("the flow= argument is not a flow of this module", call)
        return value

    def flag(self, node: ast.expr | None) -> bool:
        """The value of ``mapped=``, false where it is not given."""
        if node is None:
            return False
        if not (isinstance(node, ast.Constant) and isinstance(node.value, bool)):
            raise Unreadable("mapped= is not written out", node)
        return node.value

    def key(self, node: ast.expr | None) -> str | None:
        """The value of ``key=``."""
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return None
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            raise Unreadable("a key that is not a string", node)
        return node.value

    def tasks(self, node: ast.expr | None) -> list[Task]:
        """The tasks of a literal list of tasks."""
        if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            raise Unreadable("a list of tasks that is not written out", node or ast.Pass())
        return [self.task(item) for item in node.elts]

    def task(self, node: ast.expr) -> Task:
        """``node`` as a task."""
        value = self.evaluate(node)
        if not isinstance(value, Task):
            raise Unreadable(f"{ast.unparse(node)} is not known to be a task", node)
        return value

    def members(self, flow: Flow, node: ast.expr | None) -> frozenset[int]:
        """The tasks of a literal list, all of which must be in ``flow`` already."""
        numbers = frozenset(task.number for task in self.tasks(node))
        if not numbers <= flow.tasks:
            raise Unreadable("reference tasks that are not in the flow", node or ast.Pass())
        return numbers


def _text(value: Plain | Local, node: ast.AST) -> str:
    if isinstance(value, Local):
        return value.name
    if value.loose:
        raise Unreadable("an argument in which tasks or flows may hide", node)
    return value.text
