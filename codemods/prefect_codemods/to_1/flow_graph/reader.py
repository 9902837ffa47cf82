"""Reads the flows of a module from its syntax tree, statement by statement, and runs nothing.

Functional and imperative wiring, constructor keywords, attributes and ``with Flow(…)`` end in the
same ``flow_graph.Module``. What isn't understood is named in ``Module.opaque``; such a module is
never equal to another by its graph.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from prefect_codemods.python import normal_form
from prefect_codemods.to_1.catalogue.stable_names import canonical_path
from prefect_codemods.to_1.flow_graph.expressions import Expressions
from prefect_codemods.to_1.flow_graph.graph import FlowModule, FlowScope, Statement
from prefect_codemods.to_1.flow_graph.state import ReaderState
from prefect_codemods.to_1.flow_graph.values import (
    UNKNOWN,
    FlowRef,
    Local,
    Plain,
    Task,
    TaskClass,
    TaskGroup,
    UnreadableCode,
    Value,
    is_task_class,
    signature_of,
)

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def read_flow_graphs(tree: ast.Module) -> FlowModule:
    """The flows and all other code of a module."""
    reader = _Reader()
    reader.follow(tree.body)
    return reader.state.module


def imports_of(tree: ast.Module) -> Callable[[ast.AST], str]:
    """The normal form of nodes of a module, by its imports."""
    reader = _Reader()
    reader.import_all(tree.body)
    return reader.state.normal_text


class _Reader:
    """Follows the top level in order; ``self.state.flow`` is the flow whose ``with`` block is read."""

    def __init__(self) -> None:
        self.state = ReaderState()
        self.expressions = Expressions(self.state)
        self.free_in_definitions: dict[str, set[str]] = {}
        self.made_outside: dict[str, Task] = {}
        self.builders: list[ast.FunctionDef] = []

    def follow(self, body: list[ast.stmt]) -> None:
        """Read all statements of a module or of a function."""
        self.import_all(body)
        self._block(body)
        self._finish()

    def inside(self, function: ast.FunctionDef) -> FlowModule | None:
        """The body of a function, read with the names around it; ``None`` if it uses their flows."""
        inner = _Reader()
        local = normal_form.bound_in(function)
        arguments = normal_form.parameter_names(function)
        inner.state.bound.update({name: int(name in arguments) for name in local})
        inner.state.imports.update({k: v for k, v in self.state.imports.items() if k not in local})
        for name in normal_form.free_names(function) - local:
            value = self.state.names.get(name)
            if isinstance(value, (FlowRef, Plain, TaskGroup)):
                return None
            if isinstance(value, Task):
                value = inner.state.new_task(value.label, value.signature)
            if value is not None:
                inner.state.names[name] = value
        inner.follow(function.body)
        return inner.state.module

    def import_all(self, body: list[ast.stmt]) -> None:
        """Imports count for the whole module, wherever they stand at its top level."""
        for node in body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.split(".")[0]
                    self._bind_import(
                        alias.asname or top, alias.name if alias.asname else top, node
                    )
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                for alias in node.names:
                    if alias.name == "*" or module == "__future__":
                        self.state.module.imports.add(f"{module}.{alias.name}")
                    else:
                        self._bind_import(
                            alias.asname or alias.name, f"{module}.{alias.name}", node
                        )

    def _bind_import(self, name: str, target: str, node: ast.AST) -> None:
        target = canonical_path(target)
        if self.state.imports.setdefault(name, target) != target:
            self._opaque(UnreadableCode(f"{name} is imported twice, from different places", node))

    def _opaque(self, why: UnreadableCode) -> None:
        self.state.module.opaque.append(f"line {why.line}: {why.reason}")

    def _block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self._guarded(statement)

    def _guarded(self, node: ast.stmt) -> None:
        try:
            self._statement(node)
        except UnreadableCode as why:
            self._opaque(why)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if self.state.flow is not None:
                raise UnreadableCode("an import inside the flow's block", node)
        elif isinstance(node, (*_Function, ast.ClassDef)):
            self._definition(node)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            self._with(node)
        elif isinstance(node, ast.Assign):
            self._assign(node, node.targets, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._assign(node, [node.target], node.value)
        elif isinstance(node, ast.Expr):
            if isinstance(self.expressions.evaluate(node.value), (Plain, TaskGroup)):
                self._as_it_stands(node)
        elif not isinstance(node, ast.Pass):
            self._compound(node)

    def _compound(self, node: ast.stmt) -> None:
        if self.state.flow is not None:
            kind = {ast.For: "a loop", ast.While: "a loop", ast.If: "a condition"}
            raise UnreadableCode(
                f"{kind.get(type(node), 'a statement')} inside the flow's block", node
            )
        self._as_it_stands(node)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if node.name in self.state.imports or node.name in self.state.module.definitions:
            raise UnreadableCode(f"{node.name} is defined twice", node)
        self.state.module.definitions[node.name] = Statement(self.state.normal_text(node))
        self.free_in_definitions[node.name] = normal_form.free_names(node)
        if isinstance(node, ast.ClassDef):
            self.state.names[node.name] = self._class(node)
        elif any(self._makes_task(decorator) for decorator in node.decorator_list):
            if len(node.decorator_list) > 1:
                raise UnreadableCode(f"{node.name} has other decorators beside @task", node)
            self.state.names[node.name] = self.state.new_task(node.name, signature_of(node))
        elif node.decorator_list and self.state.flow is not None:
            raise UnreadableCode(
                f"a decorated function inside the flow's block ({node.name})", node
            )
        else:
            self.state.names[node.name] = Local(node.name)
            if isinstance(node, ast.FunctionDef) and self._builds_flows(node):
                self.builders.append(node)

    def _builds_flows(self, node: ast.FunctionDef) -> bool:
        calls = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
        return any(self.state.dotted(func) == "prefect.Flow" for func in calls)

    def _makes_task(self, decorator: ast.expr) -> bool:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        return self.state.dotted(called) == "prefect.task"

    def _class(self, node: ast.ClassDef) -> TaskClass | Local:
        """A class is one of tasks if a base is; ``run`` is its own or the base's."""
        for base in node.bases:
            above = self.state.names.get(base.id) if isinstance(base, ast.Name) else None
            dotted = self.state.dotted(base)
            if isinstance(above, TaskClass) or (dotted and is_task_class(dotted)):
                runs = [n for n in node.body if isinstance(n, _Function) and n.name == "run"]
                plain = [run for run in runs if not run.decorator_list]
                inherited = above.signature if isinstance(above, TaskClass) and not runs else None
                known = signature_of(plain[-1], method=True) if plain else inherited
                return TaskClass(node.name, known or UNKNOWN)
        return Local(node.name)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        first = node.items[0]
        value = None
        if len(node.items) == 1 and self._may_be_flow(first.context_expr):
            value = self.expressions.evaluate(first.context_expr)
        if not isinstance(value, FlowRef):
            self._compound(node)
            return
        if self.state.flow is not None:
            raise UnreadableCode("a flow inside another flow's block", node)
        self.state.flow_to_change(value, node)
        if isinstance(first.optional_vars, ast.Name):
            self._name_flow(first.optional_vars.id, value)
        elif first.optional_vars is not None:
            raise UnreadableCode("the flow is not bound to a plain name", node)
        self.state.flow = value
        self._block(node.body)
        self.state.flow = None

    def _may_be_flow(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            return self.state.dotted(node.func) == "prefect.Flow"
        return isinstance(node, ast.Name) and isinstance(self.state.names.get(node.id), FlowRef)

    def _name_flow(self, name: str, flow: FlowRef) -> None:
        self.state.names[name] = flow
        its = self.state.module.flows[flow.number]
        its.variable = its.variable or name

    def _assign(self, node: ast.stmt, targets: list[ast.expr], expression: ast.expr) -> None:
        if isinstance(targets[0], ast.Tuple) and isinstance(expression, ast.Tuple):
            self._assign_each(node, targets, expression)
        elif all(isinstance(target, (ast.Name, ast.Tuple)) for target in targets):
            value = self.expressions.evaluate(expression)
            if isinstance(value, (Plain, TaskGroup)) and self.state.flow is None:
                self._as_it_stands(node)
            for target in targets:
                self._bind(target, value, node)
        elif len(targets) > 1 or not self._set_attribute(targets[0], expression):
            if self.state.flow is not None:
                raise UnreadableCode("an assignment to something other than a name", node)
            self._as_it_stands(node)

    def _assign_each(self, node: ast.stmt, targets: list[ast.expr], values: ast.Tuple) -> None:
        """``a, b = extract(), extract()``: all values come before any name is bound."""
        names = targets[0].elts if isinstance(targets[0], ast.Tuple) else []
        if len(targets) > 1 or len(names) != len(values.elts):
            raise UnreadableCode("values unpacked into names that they do not pair with", node)
        found = [self.expressions.evaluate(value) for value in values.elts]
        if self.state.flow is None and any(isinstance(value, Plain) for value in found):
            self._as_it_stands(node)
            if not all(isinstance(value, Plain) for value in found):
                raise UnreadableCode("tasks and other values assigned at once", node)
        for name, value in zip(names, found, strict=True):
            self._bind(name, value, node)

    def _bind(self, target: ast.expr, value: Value, node: ast.stmt) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, Task):
            for index, each in enumerate(target.elts):
                self._bind(
                    each,
                    self.expressions.operator_task("GetItem", [value, Plain(str(index))], node),
                    node,
                )
        elif isinstance(target, ast.Name):
            if target.id in self.state.imports or target.id in self._functions():
                raise UnreadableCode(f"{target.id} is bound twice", node)
            if isinstance(value, FlowRef):
                self._name_flow(target.id, value)
            elif isinstance(value, Plain) and self.state.flow is None:
                self.state.names.pop(target.id, None)
            elif isinstance(value, TaskGroup) and self.state.flow is None:
                raise UnreadableCode("a list of tasks outside of the flow's block", node)
            else:
                self.state.names[target.id] = value
                if isinstance(value, Task) and self.state.flow is None:
                    self.made_outside[target.id] = value
        elif not isinstance(value, Plain) or self.state.flow is not None:
            raise UnreadableCode("a value is unpacked into several names", node)
        else:
            for part in ast.walk(target):
                if isinstance(part, ast.Name):
                    self.state.names.pop(part.id, None)

    def _functions(self) -> frozenset[str]:
        return frozenset(
            name for name, value in self.state.names.items() if isinstance(value, Local)
        )

    def _set_attribute(self, target: ast.expr, expression: ast.expr) -> bool:
        """``flow.storage = …``; false if ``target`` is no attribute of a flow."""
        if not (isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)):
            return False
        flow = self.state.names.get(target.value.id)
        if not isinstance(flow, FlowRef):
            return False
        self.state.flow_to_change(flow, target)
        self.state.set_attribute(self.state.module.flows[flow.number], target.attr, expression)
        return True

    def _as_it_stands(self, node: ast.stmt) -> None:
        """Keep ``node`` as a statement; what it mentions must not change after it."""
        mentions = self.state.mentions(sorted(normal_form.free_names(node)))
        self.state.module.statements.append(Statement(self.state.normal_text(node), mentions))
        self.state.freeze(mentions)
        if self._calls_local(node):
            self.state.freeze_all()
        if not self._only_names_a_value(node):
            self.state.statement_count += 1
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            self.state.fixed |= {
                target.id for target in node.targets if isinstance(target, ast.Name)
            }
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
                self.state.bound[part.id] += 1
                self.state.names.pop(part.id, None)

    def _only_names_a_value(self, node: ast.stmt) -> bool:
        """``X = "text"`` can be noticed only through ``X``; so can a docstring, not at all."""
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr)) else None
        return value is not None and self.state.timeless(value)

    def _calls_local(self, node: ast.AST) -> bool:
        calls = (n.func for n in ast.walk(node) if isinstance(n, ast.Call))
        called = {func.id for func in calls if isinstance(func, ast.Name)}
        return any(isinstance(self.state.names.get(name), Local) for name in called)

    def _finish(self) -> None:
        """What can be told only at the end: when functions run, and which names were stable."""
        for name in sorted(self.state.used):
            if self.state.bound[name] > 1:
                self.state.module.opaque.append(f"{name} is bound more than once")
        for name, free in self.free_in_definitions.items():
            made = self.state.module.definitions[name]
            mentions = self.state.mentions([n for n in sorted(free) if n != name])
            self.state.module.definitions[name] = Statement(made.text, mentions)
        for function in self.builders:
            body = self.inside(function)
            if body is not None:
                head = ast.FunctionDef(**{**dict(ast.iter_fields(function)), "body": []})
                self.state.module.scopes[function.name] = FlowScope(
                    self.state.normal_text(head), body
                )
        wired = {self._ancestor(task) for flow in self.state.module.flows for task in flow.tasks}
        for name, task in self.made_outside.items():
            if task.number not in wired:
                self.state.module.definitions.setdefault(name, Statement(task.label))

    def _ancestor(self, task: int) -> int:
        while task in self.state.copied_from:
            task = self.state.copied_from[task]
        return task
