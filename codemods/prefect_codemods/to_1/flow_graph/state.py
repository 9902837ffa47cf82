"""What the flow reader knows at one point of a module."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Sequence

from prefect_codemods.python import normal_form
from prefect_codemods.to_1.catalogue.stable_names import canonical_path
from prefect_codemods.to_1.flow_graph.graph import Flow, FlowModule
from prefect_codemods.to_1.flow_graph.values import (
    UNKNOWN,
    FlowRef,
    Local,
    Plain,
    Task,
    TaskClass,
    TaskSignature,
    UnreadableCode,
    Value,
    prefect_name,
)


class ReaderState:
    """A module as far as it was read, and the meaning of its names there."""

    def __init__(self) -> None:
        self.module = FlowModule()
        self.imports = self.module.imported
        self.names: dict[str, Value] = {}
        self.flow: FlowRef | None = None
        self.copied_from: dict[int, int] = {}
        self.bound: Counter[str] = Counter()
        self.used: set[str] = set()
        self.fixed: set[str] = set()
        self.frozen_flows: set[int] = set()
        self.frozen_tasks: set[int] = set()
        self.statement_count = 0

    # -- names

    def dotted(self, node: ast.expr) -> str | None:
        """The dotted path that a name or attribute chain stands for, if it was imported."""
        if isinstance(node, ast.Attribute):
            above = self.dotted(node.value)
            return above and canonical_path(f"{above}.{node.attr}")
        if not isinstance(node, ast.Name) or node.id in self.names:
            return None
        if node.id in self.imports:
            return self.imports[node.id]
        return prefect_name(node.id, self.is_bound(node.id))

    def is_bound(self, name: str) -> bool:
        """Whether the code read so far gives ``name`` a meaning of its own."""
        return name in self.names or name in self.module.definitions or name in self.bound

    def mentions(self, names: Sequence[str]) -> tuple[tuple[str, int | str], ...]:
        """The tasks and flows among the things that ``names`` denote now."""
        found: list[tuple[str, int | str]] = []
        for name in names:
            value = self.names.get(name)
            if isinstance(value, FlowRef):
                found.append((name, f"flow {value.number}"))
            elif isinstance(value, Task):
                found.append((name, value.number))
        return tuple(found)

    def plain_text(self, node: ast.expr) -> str:
        """``node`` as text, which must not involve tasks or flows.

        What may depend on the time at which it is evaluated says how many statements came first.
        """
        values: dict[str, str] = {}
        for name in normal_form.free_names(node):
            value = self.names.get(name)
            if isinstance(value, Plain):
                values[name] = _grouped(value.text)
            elif value is not None and not isinstance(value, (Local, TaskClass)):
                raise UnreadableCode(f"{name} is used in a way that is not understood", node)
            else:
                self.used.add(name)
        text = normal_form.normal_expression(node, {**self.imports, **values}, canonical_path)
        if self.statement_count and not self.timeless(node):
            text += f"  # after {self.statement_count} statements"
        return text

    def timeless(self, node: ast.expr) -> bool:
        """Whether ``node`` is the same whenever it is evaluated, names aside."""
        for part in ast.walk(node):
            if isinstance(part, ast.Call):
                dotted = self.dotted(part.func) or ""
                if not dotted.startswith(("prefect.", "datetime.")):
                    return False
            elif isinstance(part, (ast.Subscript, ast.Await, ast.NamedExpr)) or (
                isinstance(part, ast.Name) and not self._lasting(part.id)
            ):
                return False
        return True

    def _lasting(self, name: str) -> bool:
        """Whether what ``name`` denotes cannot change without its being bound again."""
        known = name in self.imports or name in self.names or name in self.fixed
        return known or hasattr(builtins, name) or prefect_name(name, False) is not None

    # -- tasks and flows

    def new_task(self, label: str, signature: TaskSignature = UNKNOWN) -> Task:
        """A task object that is in no flow yet."""
        number = len(self.module.labels)
        self.module.labels[number] = label
        return Task(number, label, signature)

    def copy_task(self, task: Task, task_args: ast.expr | None, node: ast.AST) -> Task:
        """What calling ``task`` starts from: a copy of it, with other attributes."""
        if task.number in self.frozen_tasks:
            raise UnreadableCode(f"{task.label} may have been changed before it is called", node)
        label = task.label
        if task_args is not None:
            label += f" with {self.plain_text(task_args)}"
        new = self.new_task(label, task.signature)
        self.copied_from[new.number] = task.number
        return new

    def flow_to_change(self, flow: FlowRef, node: ast.AST) -> Flow:
        """The flow, about to be changed."""
        if flow.number in self.frozen_flows:
            raise UnreadableCode("the flow is changed after it was used", node)
        return self.module.flows[flow.number]

    def freeze(self, mentions: Sequence[tuple[str, int | str]]) -> None:
        """What a statement mentions must stay as it is from there on."""
        for _, denoted in mentions:
            if isinstance(denoted, int):
                self.frozen_tasks.add(denoted)
        numbers = {denoted for _, denoted in mentions}
        for number, flow in enumerate(self.module.flows):
            if f"flow {number}" in numbers or not numbers.isdisjoint(flow.tasks):
                self.frozen_flows.add(number)

    def freeze_all(self) -> None:
        """Code that may reach anything has run."""
        self.frozen_flows.update(range(len(self.module.flows)))
        self.frozen_tasks.update(self.module.labels)

    def set_attribute(self, flow: Flow, attribute: str, expression: ast.expr) -> None:
        """Note that ``attribute`` of ``flow`` is set, by keyword or by assignment."""
        text = self.plain_text(expression)
        if attribute == "name":
            flow.name = text
        elif text == "None":
            flow.settings.pop(attribute, None)
        else:
            flow.settings[attribute] = text

    def normal_text(self, node: ast.AST) -> str:
        """The normal form of ``node``."""
        return normal_form.normal_dump(node, self.imports, canonical_path)


def _grouped(text: str) -> str:
    """``text`` as it may stand inside another expression."""
    whole = ast.parse(text, mode="eval").body
    simple = (ast.Constant, ast.Call, ast.Name, ast.Attribute, ast.List, ast.Dict, ast.Subscript)
    return text if isinstance(whole, simple) else f"({text})"
