"""Writes an executor and a run config in the place of an environment."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.findings import Refusal
from prefect_codemods.python.arguments import is_none
from prefect_codemods.python.branch_order import Meeting
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code, Old, Part, new_argument
from prefect_codemods.python.syntax import parse_ast
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.environments.site_rules import LOCAL, POSITIONAL, RUN_CONFIG_WINS
from prefect_codemods.to_1.environments.translation import LocalNames, Translation, Writer
from prefect_codemods.to_1.flow_settings import FlowSetting, FlowSettings, flow_parameter


class SettingsWriter:
    """Plans the edits at one site after another."""

    def __init__(self, module: Module, facts: FlowSettings) -> None:
        self.module = module
        self.names = module.names
        self.plan = module.plan
        self.facts = facts

    def _parts(
        self, site: FlowSetting, translation: Translation, call: cst.Call
    ) -> list[tuple[str, Code]]:
        local_names = LocalNames(self.module, site.owner, call.func)
        parts: list[tuple[str, Writer | None]] = [
            ("executor", translation.executor),
            ("run_config", translation.run_config),
        ]
        if self.facts.has_besides(site, "run_config") is Meeting.ALWAYS:
            has_executor = self.facts.has_besides(site, "executor") is Meeting.ALWAYS
            if translation.executor is not None and not has_executor:
                self.plan.report(
                    RUN_CONFIG_WINS,
                    site.value,
                    "the environment's executor is dropped: beside a run config it was not used",
                    help="set `flow.executor` if you want it now",
                )
            return []
        return [(name, writer(local_names)) for name, writer in parts if writer is not None]

    def in_call(self, site: FlowSetting, translation: Translation, call: cst.Call) -> bool:
        """Plan keywords in the place of an environment among a flow's arguments; whether it can."""
        owner, arg = site.owner, site.arg
        assert isinstance(owner, cst.Call) and arg is not None
        index = owner.args.index(arg)
        later: list[str] = []
        if arg.keyword is None:
            behind = self._names_behind(owner, index)
            if behind is None:
                self.plan.report(POSITIONAL, arg, "positional arguments follow the environment")
                return False
            later = behind
        parts = self._parts(site, translation, call)
        made = {name for name, _ in parts}
        names = dict(enumerate(later, index + 1))
        empty = [i for i, a in enumerate(owner.args) if i != index and is_none(a)]
        empty = [i for i in empty if (names.get(i) or flow_parameter(owner.args, i)) in made]
        edits = self.plan.elements(owner)
        edits.drop(index, *empty)
        edits.insert(index, *(self._part(arg, name, value) for name, value in parts))
        for place, name in names.items():
            if place not in empty:
                self.plan.replace(owner.args[place], f"{name}=", Old.ITSELF)
        self._retire(call, parts)
        return True

    def _part(self, arg: cst.Arg, name: str, value: Code) -> Part:
        """A new keyword, with blanks around its sign where the old one has them."""
        if arg.keyword is None:
            return new_argument(name, value)
        (_, start), (end, _) = (
            self.module.tree.span(arg.keyword),
            self.module.tree.outer_span(arg.value),
        )
        return Part(name + self.module.tree.text[start:end], value)

    def _retire(self, call: cst.BaseExpression, parts: Sequence[tuple[str, Code]]) -> None:
        self.plan.retire(call, *(value for _, value in parts))

    def _names_behind(self, call: cst.Call, index: int) -> list[str] | None:
        """The parameters of the positional arguments behind the environment at ``index``."""
        behind = [a for a in call.args[index + 1 :] if a.keyword is None]
        if any(a.star for a in behind):
            return None
        fitting = [
            s
            for s in class_signatures("Flow", self.module.options.since)
            if index < len(s.parameters) and s.parameters[index] == "environment"
        ]
        found = []
        for offset, arg in enumerate(behind):
            names = {
                s.parameters[index + 1 + offset]
                for s in fitting
                if index + 1 + offset < len(s.parameters)
            }
            if len(names) > 1 and isinstance(arg.value, cst.Call):
                path = self.names.qualified(arg.value.func)
                if "storage" in path:
                    names = {"storage"}
                elif ".run_configs." in path:
                    names = {"run_config"}
            if len(names) != 1:
                return None
            found.append(names.pop())
        return found

    def in_assignment(self, site: FlowSetting, translation: Translation, call: cst.Call) -> bool:
        """Plan assignments in the place of ``flow.environment = …``; whether it can."""
        owner = site.owner
        assert isinstance(owner, cst.Assign)
        parts = self._parts(site, translation, call)
        if not parts:
            self.plan.remove(owner)
            return True
        (first, value), *rest = parts
        target = owner.targets[0].target
        assert isinstance(target, cst.Attribute)
        self._assign(owner, (target.value, f".{first}"), value)
        for name, other in rest:
            line = self.module.tree.code(target.value), f".{name} = ", self._on_one_line(other)
            self.plan.insert_after(owner, line)
        self._retire(call, parts)
        return True

    def in_variables(
        self, statement: cst.Assign, translation: Translation, call: cst.Call, names: dict[str, str]
    ) -> None:
        """Plan assignments to variables, by their settings, in the place of an environment's."""
        local_names = LocalNames(self.module, statement, call.func)
        writers = {"executor": translation.executor, "run_config": translation.run_config}
        parts = [(names[key], writer(local_names)) for key, writer in writers.items() if writer]
        (first, value), *rest = parts
        self._assign(statement, (first,), value)
        for name, other in rest:
            self.plan.insert_after(statement, (f"{name} = ", self._on_one_line(other)))
        self._retire(call, parts)

    def _assign(self, owner: cst.Assign, target: tuple[Code, ...], value: Code) -> None:
        """Plan another assignment in the place of ``owner``, with its blanks around the sign."""
        tree = self.module.tree
        start, end = tree.span(owner.targets[0])[1], tree.outer_span(owner.value)[0]
        self.plan.replace(owner, *target, tree.text[start:end], self._on_one_line(value))

    def _on_one_line(self, value: Code) -> Code:
        """``value`` in brackets where it is written over several lines without any."""
        if not isinstance(value, cst.BaseExpression) or value.lpar:
            return value
        try:
            whole = len(parse_ast(self.module.tree.code(value)).body) == 1
        except Refusal:
            whole = False
        return value if whole else ("(", value, ")")

    def clear(self, site: FlowSetting) -> None:
        """``environment=None`` says nothing in 1.x."""
        if not self.plan.allows(LOCAL, site.place):
            return
        if isinstance(site.owner, cst.Assign):
            self.plan.remove(site.owner)
        else:
            assert site.arg is not None
            index = site.owner.args.index(site.arg)
            if site.arg.keyword is None:
                return
            self.plan.elements(site.owner).drop(index)
        self.plan.change(LOCAL, site.place, "`environment=None` is not needed")
