"""What a module says of its flows and environments, as far as it is certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prefect_codemods.python.arguments import is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import Binding, dotted
from prefect_codemods.to_1.catalogue.names import table
from prefect_codemods.to_1.environments.branch_order import Meeting, generation, meeting
from prefect_codemods.to_1.type_inference import FLOW


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
_SETTINGS = frozenset({"executor", CONFIG, "storage"})
_DOCKER = frozenset(
    f"prefect.{home}{module}.Docker"
    for home in ("storage", "environments.storage")
    for module in ("", ".docker")
)


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
        """Which of ``executor``, ``run_config``, ``storage`` the same flow certainly has besides."""
        return {name for name, met in self._given(site).items() if met is Meeting.ALWAYS}

    def doubtful(self, site: Site) -> set[str]:
        """Which of them the same flow has under a condition of its own."""
        return {name for name, met in self._given(site).items() if met is Meeting.SOMETIMES}

    def _given(self, site: Site) -> dict[str, Meeting]:
        found: dict[str, Meeting] = {}
        call, _ = self.flow_of(site)
        if call is not None:
            for index, arg in enumerate(call.args):
                name = parameter(call.args, index)
                if name in _SETTINGS and not is_none(arg) and arg is not site.arg:
                    found[name] = Meeting.ALWAYS
        for attribute, _ in self._assigned(site):
            name = attribute.attr.value
            if name in _SETTINGS and found.get(name) is not Meeting.ALWAYS:
                met = meeting(self.module, attribute, site.owner)
                if met is not Meeting.NEVER:
                    found[name] = met
        return found

    def _assigned(self, site: Site) -> Iterator[tuple[cst.Attribute, cst.BaseExpression]]:
        """What else is assigned to attributes of the site's flow, as far as it is the same flow."""
        _, target = self.flow_of(site)
        if not target:
            return
        scope, mine = self.names.scope(site.owner), self._binding(site)
        for attribute in self.names.attributes:
            parent = self.module.tree.parent(attribute)
            assign = self.module.tree.parent(parent) if parent is not None else None
            if (
                isinstance(parent, cst.AssignTarget)
                and isinstance(assign, cst.Assign)
                and assign is not site.owner
                and dotted(attribute.value) == target
                and self.names.scope(attribute) is scope
                and (
                    not isinstance(attribute.value, cst.Name)
                    or generation(self.module, attribute.value) is mine
                )
            ):
                yield attribute, assign.value

    def _binding(self, site: Site) -> Binding | None:
        """The binding of the site's flow, where it is a plain name."""
        if isinstance(site.owner, cst.Call):
            root = self.flow_of(site)[1]
            held = self.names.bindings(root, self.names.scope(site.owner))
            return next((b for b in held if b.value is site.owner), None)
        attribute = site.owner.targets[0].target
        assert isinstance(attribute, cst.Attribute)
        return (
            generation(self.module, attribute.value)
            if isinstance(attribute.value, cst.Name)
            else None
        )

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
            binding = self._binding(site)
            if (
                binding is not None
                and isinstance(binding.value, cst.Call)
                and self.is_flow(binding.value)
            ):
                return binding.value, attribute.value.value
        return None, dotted(attribute.value)

    def before(self, site: Site, others: Iterable[Site]) -> list[Site]:
        """Those of ``others`` that gave the same flow an environment before ``site`` does."""
        target, mine = self.flow_of(site)[1], self._binding(site)
        return [
            other
            for other in others
            if target
            and self.flow_of(other)[1] == target
            and self._binding(other) is mine
            and self.names.scope(other.owner) is self.names.scope(site.owner)
            and self.module.tree.before(other.owner, site.owner)
            and meeting(self.module, other.owner, site.owner) is not Meeting.NEVER
        ]

    def has_docker_storage(self, site: Site) -> bool:
        """Whether the flow of ``site`` certainly has a Docker storage."""
        call, _ = self.flow_of(site)
        values: list[cst.BaseExpression] = []
        if call is not None:
            values += [
                a.value for a in call.args if a.keyword is not None and a.keyword.value == "storage"
            ]
        for attribute, value in self._assigned(site):
            if attribute.attr.value == "storage":
                if meeting(self.module, attribute, site.owner) is not Meeting.ALWAYS:
                    return False
                values.append(value)
        return bool(values) and all(self._makes_docker(v) for v in values)

    def _makes_docker(self, value: cst.BaseExpression) -> bool:
        if isinstance(value, cst.Name):
            binding = self.names.only_value(value)
            value = binding.value if binding is not None and binding.value is not None else value
        return isinstance(value, cst.Call) and self.names.qualified(value.func) in _DOCKER
