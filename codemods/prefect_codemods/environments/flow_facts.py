"""What a module says of its flows and environments, as far as it is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from prefect_codemods.catalogue.names import table
from prefect_codemods.instances import FLOW
from prefect_codemods.python.arguments import is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.names import dotted


def environment_class(path: str) -> str:
    """The environment class that a dotted path names, ``""`` for any other path."""
    row = table().get(path)
    if row is not None and row.action == "structural" and path.endswith("Environment"):
        return path.rpartition(".")[2]
    return ""


@dataclass
class Site:
    """One place at which a flow gets an environment.

    ``owner`` is the ``Flow`` call or the assignment, ``value`` what stands there, ``target`` the
    dotted text of the flow for an attribute.
    """

    owner: cst.Call | cst.Assign
    value: cst.BaseExpression
    arg: cst.Arg | None = None
    target: str = ""


CONFIG = "run_config"


def parameter(args: Sequence[cst.Arg], index: int) -> str:
    """Which parameter of ``Flow`` an argument sets; the third stood for the executor from 0.13.8."""
    keyword = args[index].keyword
    if keyword is not None:
        return keyword.value
    return "executor" if index == 2 else ""


class FlowFacts:
    """Which calls make environments, and what each flow is given."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.names = module.names
        self.calls: dict[int, str] = {}
        for call in self.names.calls:
            name = environment_class(self.names.qualified(call.func))
            if name:
                self.calls[id(call)] = name

    def is_flow(self, call: cst.Call) -> bool:
        """Whether ``call`` makes a Flow."""
        path = self.names.qualified(call.func)
        return path in FLOW

    def flow_variable(self, node: cst.BaseExpression) -> bool:
        """Whether ``node`` is a variable that only ever holds Flows."""
        if not isinstance(node, cst.Name):
            return False
        bindings = self.names.of(node)
        return bool(bindings) and all(
            isinstance(b.value, cst.Call) and self.is_flow(b.value) for b in bindings
        )

    def leads_to(self, value: cst.BaseExpression) -> bool:
        """Whether ``value`` is an environment, directly or through one variable."""
        if id(value) in self.calls:
            return True
        if isinstance(value, cst.Name):
            return any(
                b.value is not None and id(b.value) in self.calls for b in self.names.of(value)
            )
        return False

    def settings(self, site: Site) -> set[str]:
        """Which of ``executor``, ``run_config``, ``storage`` the same flow is given elsewhere."""
        found: set[str] = set()
        call, target = self.flow_of(site)
        if call is not None:
            found |= {
                parameter(call.args, i)
                for i, a in enumerate(call.args)
                if not is_none(a) and a is not site.arg
            }
        if target:
            for attribute in self.names.attributes:
                parent = self.module.tree.parent(attribute)
                if (
                    isinstance(parent, cst.AssignTarget)
                    and dotted(attribute.value) == target
                    and self.names.scope(attribute) is self.names.scope(site.owner)
                ):
                    found.add(attribute.attr.value)
        return found & {"executor", CONFIG, "storage"}

    def flow_of(self, site: Site) -> tuple[cst.Call | None, str]:
        """The ``Flow`` call of a site and the name of the flow, as far as they can be told."""
        if isinstance(site.owner, cst.Call):
            parent = self.module.tree.parent(site.owner)
            if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
                return site.owner, dotted(parent.targets[0].target)
            if isinstance(parent, cst.WithItem) and parent.asname is not None:
                return site.owner, dotted(parent.asname.name)
            return site.owner, ""
        attribute = site.owner.targets[0].target
        assert isinstance(attribute, cst.Attribute)
        if isinstance(attribute.value, cst.Name):
            binding = self.names.only_value(attribute.value)
            if (
                binding is not None
                and isinstance(binding.value, cst.Call)
                and self.is_flow(binding.value)
            ):
                return binding.value, attribute.value.value
        return None, dotted(attribute.value)

    def has_docker_storage(self, site: Site) -> bool:
        """Whether the flow of ``site`` is given a Docker storage."""
        call, target = self.flow_of(site)
        values: list[cst.BaseExpression] = []
        if call is not None:
            values += [
                a.value for a in call.args if a.keyword is not None and a.keyword.value == "storage"
            ]
        for attribute in self.names.attributes:
            parent = self.module.tree.parent(attribute)
            if (
                target
                and attribute.attr.value == "storage"
                and dotted(attribute.value) == target
                and isinstance(parent, cst.AssignTarget)
            ):
                assign = self.module.tree.parent(parent)
                if isinstance(assign, cst.Assign):
                    values.append(assign.value)
        return any(
            isinstance(v, cst.Call) and self.names.qualified(v.func).endswith(".Docker")
            for v in values
        )
