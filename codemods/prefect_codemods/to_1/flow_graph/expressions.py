"""Reads expressions of a flow: which tasks a call makes and which edges it draws."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from prefect_codemods.python import normal_form
from prefect_codemods.to_1.catalogue.stable_names import canonical_path
from prefect_codemods.to_1.flow_graph.edges import connect_tasks
from prefect_codemods.to_1.flow_graph.graph import Flow
from prefect_codemods.to_1.flow_graph.state import ReaderState
from prefect_codemods.to_1.flow_graph.values import (
    UNKNOWN,
    Annotated,
    FlowRef,
    Local,
    Plain,
    Task,
    TaskClass,
    TaskGroup,
    TaskSignature,
    UnreadableCode,
    Value,
    annotation_of,
    is_harmless,
    is_task_class,
    is_task_object,
)
from prefect_codemods.to_1.flow_graph.wiring import FLOW_METHODS, Wiring, task_arguments

_OPERATORS = {
    ast.Add: "Add",
    ast.Sub: "Sub",
    ast.Mult: "Mul",
    ast.Div: "Div",
    ast.FloorDiv: "FloorDiv",
    ast.Mod: "Mod",
    ast.Pow: "Pow",
    ast.BitAnd: "And",
    ast.Gt: "GreaterThan",
    ast.GtE: "GreaterThanOrEqual",
    ast.Lt: "LessThan",
    ast.LtE: "LessThanOrEqual",
}
_OPERANDS = ("x", "y")  # what the operator tasks of Prefect's library call their arguments
_GETITEM = ("task_result", "key")


class Expressions:
    """``evaluate`` follows one expression."""

    def __init__(self, state: ReaderState) -> None:
        self.state = state
        self.wiring = Wiring(state, self.evaluate)

    def evaluate(self, node: ast.expr) -> Value:
        """What ``node`` denotes; tasks and edges that it makes are noted on the way."""
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            value = self.evaluate(node.value)
            if isinstance(value, Task):
                return self.operator_task("GetItem", [value, self.evaluate(node.slice)], node)
        elif isinstance(node, ast.BinOp):
            sides = [self.evaluate(node.left), self.evaluate(node.right)]
            if any(isinstance(side, Task) for side in sides):
                return self.operator_task(_OPERATORS.get(type(node.op)), sides, node)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            sides = [self.evaluate(node.left), self.evaluate(node.comparators[0])]
            if any(isinstance(side, Task) for side in sides):
                return self.operator_task(_OPERATORS.get(type(node.ops[0])), sides, node)
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return self._collection(node)
        return self._other(node)

    def _name(self, node: ast.Name) -> Value:
        value = self.state.names.get(node.id)
        if value is not None:
            return value
        dotted = self.state.dotted(node)
        if dotted and is_task_object(dotted):
            return self.state.new_task(dotted)
        if dotted and is_task_class(dotted):
            return TaskClass(dotted, UNKNOWN)
        return Plain(self.state.plain_text(node))

    def _attribute(self, node: ast.Attribute) -> Value:
        dotted = self.state.dotted(node)
        if dotted and is_task_object(dotted):
            return self.state.new_task(dotted)
        if dotted and is_task_class(dotted):
            return TaskClass(dotted, UNKNOWN)
        return self._other(node)

    def _other(self, node: ast.expr) -> Plain:
        """Any expression: inside a flow's block it must be known to leave the flow alone."""
        if self.state.flow is None:
            try:
                return Plain(self.state.plain_text(node))
            except UnreadableCode:
                return Plain(
                    normal_form.normal_expression(node, self.state.imports, canonical_path),
                    loose=True,
                )
        for part in ast.walk(node):
            if isinstance(part, ast.Call):
                self._harmless(part)
            elif isinstance(part, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
                raise UnreadableCode("an expression that is not understood", part)
        return Plain(self.state.plain_text(node))

    def _harmless(self, call: ast.Call) -> None:
        func: ast.expr = call.func
        dotted = self.state.dotted(func)
        while dotted is None and isinstance(func, (ast.Attribute, ast.Call)):
            func = func.value if isinstance(func, ast.Attribute) else func.func
            dotted = self.state.dotted(func)
        if dotted is None and isinstance(func, ast.Name) and not self.state.is_bound(func.id):
            dotted = func.id
        if dotted is None and isinstance(func, ast.Constant):
            return
        if dotted is None or not is_harmless(dotted):
            raise UnreadableCode(f"{ast.unparse(call.func)}(…) may add tasks to the flow", call)

    def _collection(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        """A collection that holds tasks is a task that collects them."""
        if not any(isinstance(part, ast.Name | ast.Call) for part in ast.walk(node)):
            return Plain(self.state.plain_text(node))
        if any(isinstance(item, ast.Starred) for item in node.elts):
            return self._other(node)
        items = [self.evaluate(item) for item in node.elts]
        if all(isinstance(item, (Plain, Local)) for item in items):
            return Plain(self.state.plain_text(node))
        return TaskGroup(type(node).__name__, tuple(items))

    def operator_task(self, name: str | None, operands: Sequence[Value], node: ast.AST) -> Task:
        """The task that ``a + b``, ``a[b]``, ``a > b`` makes."""
        if name is None or self.state.flow is None:
            raise UnreadableCode("an operator between tasks that is not understood", node)
        keys = _GETITEM if name == "GetItem" else _OPERANDS
        made = self.state.new_task(name, TaskSignature(keys, closed=True))
        for key, operand in zip(keys, operands, strict=True):
            connect_tasks(self.state, self.state.flow, operand, made, key, False, node)
        return made

    def _call(self, node: ast.Call) -> Value:
        dotted = self.state.dotted(node.func)
        if dotted == "prefect.Flow":
            return self._new_flow(node)
        if dotted == "prefect.task":
            return self.state.new_task(self.state.plain_text(node))
        marks = annotation_of(dotted) if dotted else None
        if marks is not None and len(node.args) == 1 and not node.keywords:
            inner = self.evaluate(node.args[0])
            around = inner if isinstance(inner, Annotated) else Annotated(inner)
            mapped, flattened = marks.get("mapped"), marks.get("flattened")
            return Annotated(
                around.value,
                mapped if around.mapped is None else around.mapped,
                flattened if around.flattened is None else around.flattened,
            )
        if isinstance(node.func, ast.Attribute):
            owner = self._owner(node.func.value)
            if isinstance(owner, Task):
                return self.wiring.task_method(owner, node.func.attr, node)
            if isinstance(owner, FlowRef) and node.func.attr in FLOW_METHODS:
                self.wiring.flow_method(owner, node.func.attr, node)
                return Annotated(Plain("None"))
            if isinstance(owner, FlowRef) and self.state.flow is not None:
                raise UnreadableCode(f"flow.{node.func.attr}(…) inside the flow's block", node)
        called = self.evaluate(node.func) if not isinstance(node.func, ast.Lambda) else None
        if isinstance(called, TaskClass):
            return self.state.new_task(self.state.plain_text(node), called.signature)
        if isinstance(called, Task):
            new = self.state.copy_task(called, task_arguments(node), node)
            return self.wiring.bind_call(new, node, mapped=False)
        return self._other(node)

    def _owner(self, node: ast.expr) -> Value | None:
        """What a method is called on, if that can be a task or a flow."""
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, (ast.Call, ast.Subscript)) and not self._surely_plain(node):
            return self.evaluate(node)
        return None

    def _surely_plain(self, node: ast.expr) -> bool:
        return self.state.flow is None and not self.state.mentions(
            sorted(normal_form.free_names(node))
        )

    def _new_flow(self, node: ast.Call) -> FlowRef:
        if len(node.args) > 2 or any(isinstance(a, ast.Starred) for a in node.args):
            raise UnreadableCode("positional arguments of Flow that differ between releases", node)
        flow = Flow("", "")
        given = dict(zip(("name", "schedule"), node.args, strict=False))
        for keyword in node.keywords:
            if keyword.arg in (None, "edges"):
                raise UnreadableCode("arguments of Flow that are not understood", node)
            given[str(keyword.arg)] = keyword.value
        members = {key: given.pop(key, None) for key in ("tasks", "reference_tasks")}
        for attribute, expression in given.items():
            self.state.set_attribute(flow, attribute, expression)
        self.state.module.flows.append(flow)
        made = FlowRef(len(self.state.module.flows) - 1)
        if members["tasks"] is not None:
            flow.tasks.update(t.number for t in self.wiring.listed_tasks(members["tasks"]))
        if members["reference_tasks"] is not None:
            flow.reference_tasks = self.wiring.listed_members(flow, members["reference_tasks"])
        return made
