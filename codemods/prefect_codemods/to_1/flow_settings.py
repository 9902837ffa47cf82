"""The settings of a module's flows, and where each is set, as far as it is certain.

A setting is given to ``Flow(…)`` or assigned to an attribute of the flow. Rules about environments,
registration and images ask here what a flow has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from prefect_codemods.python.arguments import by_keyword, is_none, keyword_of
from prefect_codemods.python.branch_order import Meeting, binding_seen_at, how_places_meet
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import Binding, Scope, dotted_name
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.type_inference import FLOW

SETTINGS = frozenset({"executor", "run_config", "storage", "schedule", "result", "environment"})
_DOCKER = frozenset(
    f"prefect.{package}{module}.Docker"
    for package in ("storage", "environments.storage")
    for module in ("", ".docker")
)


def flow_parameter(args: Sequence[cst.Arg], index: int) -> str:
    """Which parameter of ``Flow`` an argument sets; the third stood for the executor from 0.13.8."""
    return keyword_of(args[index]) or ("executor" if index == 2 else "")


def storage_keywords(call: cst.Call) -> list[str]:
    """The keywords of a registration, in backticks, that go to the flow's default storage."""
    return [f"`{name}`" for name in by_keyword(call) if name not in _registration_parameters()]


@cache
def _registration_parameters() -> frozenset[str]:
    """What any release took for itself when a flow was registered."""
    methods = ("Flow.deploy", "Flow.register")
    return frozenset(p for name in methods for s in class_signatures(name) for p in s.parameters)


@dataclass(eq=False)
class FlowSetting:
    """One place where a flow is given a setting: ``value`` stands there.

    ``arg`` is an argument of ``owner``, the call that makes the flow; ``attribute`` is what
    ``owner``, an assignment, sets.
    """

    name: str
    value: cst.BaseExpression
    owner: cst.Call | cst.Assign
    arg: cst.Arg | None = None
    attribute: cst.Attribute | None = None

    @property
    def place(self) -> cst.CSTNode:
        """Where a finding about it stands."""
        return self.arg or self.owner


@dataclass(frozen=True)
class HeldFlow:
    """A flow by what holds it: a name or a chain in a scope, and what binds a plain name there."""

    name: str
    scope: Scope
    binding: Binding | None


class FlowSettings:
    """What each flow of a module is given."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.names = module.names
        self.environments: set[int] = set()
        """Calls and assignments that give a flow an environment, by identity."""
        self.carried_images: list[tuple[cst.CSTNode, cst.BaseExpression]] = []
        """Images that new settings take over from an environment, each with its place."""
        self._held: dict[int, HeldFlow] = {}
        self._values: dict[int, dict[int, Binding]] = {}

    def is_flow(self, call: cst.Call) -> bool:
        """Whether ``call`` makes a Flow."""
        return self.names.qualified(call.func) in FLOW

    def flow_variable(self, node: cst.BaseExpression) -> bool:
        """Whether ``node`` is a variable that only ever holds Flows."""
        bindings = self.names.of(node) if isinstance(node, cst.Name) else []
        return bool(bindings) and all(
            isinstance(b.value, cst.Call) and self.is_flow(b.value) for b in bindings
        )

    # --- where settings stand -------------------------------------------------------------------

    def given(self, call: cst.Call) -> Iterator[FlowSetting]:
        """The settings among the arguments of a call that makes a flow; ``None`` is none."""
        for index, arg in enumerate(call.args):
            name = flow_parameter(call.args, index)
            if name in SETTINGS and not is_none(arg):
                yield FlowSetting(name, arg.value, call, arg)

    @cached_property
    def assigned(self) -> list[FlowSetting]:
        """The settings that are assigned to attributes, of whatever it may be."""
        found = []
        for attribute in self.names.attributes:
            if attribute.attr.value in SETTINGS:
                target = self.module.tree.parent(attribute)
                assign = self.module.tree.parent(target) if target is not None else None
                if isinstance(target, cst.AssignTarget) and isinstance(assign, cst.Assign):
                    name, value = attribute.attr.value, assign.value
                    found.append(FlowSetting(name, value, assign, attribute=attribute))
        return found

    def may_have(self, flow: cst.BaseExpression, name: str) -> bool:
        """Whether anything gives ``flow``, a name or a chain, the setting ``name``."""
        made = [b.value for b in self.names.of(flow)] if isinstance(flow, cst.Name) else [flow]
        calls = [call for call in made if isinstance(call, cst.Call)]
        return any(keyword_of(arg) == name for call in calls for arg in call.args) or any(
            setting.name == name
            and setting.attribute is not None
            and dotted_name(setting.attribute.value) == dotted_name(flow)
            for setting in self.assigned
        )

    # --- what else the flow of a setting has ----------------------------------------------------

    def has_besides(self, setting: FlowSetting, name: str) -> Meeting:
        """Whether the same flow has the setting ``name``, another one, besides."""
        call, _ = self.flow_of(setting)
        given = self.given(call) if call is not None else ()
        found = Meeting.NEVER
        if any(other.name == name and other.arg is not setting.arg for other in given):
            found = Meeting.ALWAYS
        for other in self._assigned_besides(setting, name):
            found = self._has_now(setting, other, found)
        for other in self._assigned_elsewhere(setting, name):
            kept = found is Meeting.ALWAYS and not _takes_away(other)
            # Whether, and when, another function runs is not known.
            found = Meeting.ALWAYS if kept else Meeting.SOMETIMES
        return found

    def taken_back_later(self, setting: FlowSetting, name: str) -> bool:
        """Whether the flow is given ``None`` for the setting ``name`` behind ``setting``."""
        return any(
            _takes_away(other) and self.module.tree.before(setting.owner, other.owner)
            for other in self._assigned_besides(setting, name)
        )

    def _position(self, setting: FlowSetting) -> tuple[int, int]:
        return self.module.tree.position(setting.owner)

    def _has_now(self, setting: FlowSetting, other: FlowSetting, known: Meeting) -> Meeting:
        """Whether the flow has a setting in the end, where ``other`` sets it behind what is known.

        ``None`` is no setting: it takes away what was set before, and would take away what is
        written in the place of ``setting``, too, if that stands before it.
        """
        met = self._meeting(setting, other)
        if met is Meeting.NEVER:
            return known
        if not _takes_away(other):
            return Meeting.ALWAYS if Meeting.ALWAYS in (met, known) else Meeting.SOMETIMES
        if self.module.tree.before(setting.owner, other.owner):
            return Meeting.SOMETIMES
        if met is Meeting.ALWAYS or known is Meeting.NEVER:
            return Meeting.NEVER
        return Meeting.SOMETIMES

    def _meeting(self, setting: FlowSetting, other: FlowSetting) -> Meeting:
        """How ``other`` stands to ``setting``: a loop may come to both, one after the other."""
        assert other.attribute is not None
        met = how_places_meet(self.module, other.attribute, setting.owner)
        if met is not Meeting.NEVER:
            return met
        around = {id(node) for node in self.module.tree.ancestors(other.owner)}
        binding = self._binding(setting)
        made = binding.node if binding is not None else None
        fresh = {id(node) for node in self.module.tree.ancestors(made)} if made is not None else {0}
        for node in self.module.tree.ancestors(setting.owner):
            if isinstance(node, cst.FunctionDef):
                again = id(node) in around - fresh and self._runs_again(node)
                return Meeting.SOMETIMES if again else met
            if isinstance(node, (cst.For, cst.While)) and id(node) in around - fresh:
                return Meeting.SOMETIMES
        return met

    def _runs_again(self, function: cst.FunctionDef) -> bool:
        """Whether the module calls ``function`` at two places, or in a loop."""
        bound = self.names.bound_by(function)
        uses = [use for binding in bound for use in self.names.uses_of(binding)]
        calls = [parent for use in uses if isinstance(parent := self._caller(use), cst.Call)]
        looped = any(
            isinstance(node, (cst.For, cst.While, cst.BaseComp))
            for call in calls
            for node in self.module.tree.ancestors(call)
        )
        return looped or len(calls) > 1

    def _caller(self, use: cst.Name) -> cst.CSTNode | None:
        parent = self.module.tree.parent(use)
        return parent if isinstance(parent, cst.Call) and parent.func is use else None

    def _assigned_elsewhere(self, setting: FlowSetting, name: str) -> Iterator[FlowSetting]:
        """What another scope assigns to the flow of ``setting`` as its setting ``name``."""
        target = self.flow_of(setting)[1]
        if not target:
            return
        scope, mine = self.names.scope(setting.owner), self._holders(setting)
        for other in self._assigned_by_name.get(name, ()):
            assert other.attribute is not None
            if (
                dotted_name(other.attribute.value) == target
                and self.names.scope(other.attribute) is not scope
                and mine & self._holders(other)
            ):
                yield other

    def _holders(self, setting: FlowSetting) -> set[int]:
        """What the flow of ``setting`` hangs on: the bindings of its name; the class, for ``self``."""
        parent = self.module.tree.parent(setting.owner)
        flow = setting.attribute.value if setting.attribute is not None else None
        if isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, cst.Attribute):
            flow = parent.targets[0].target
        if flow is None:
            binding = self._binding(setting)
            return set() if binding is None else {id(binding)}
        root = flow
        while isinstance(root, cst.Attribute):
            root = root.value
        bindings = self.names.of(root) if isinstance(root, cst.Name) else []
        if root is not flow and all(binding.kind == "param" for binding in bindings):
            ancestors = self.module.tree.ancestors(setting.owner)
            return {id(node) for node in ancestors if isinstance(node, cst.ClassDef)}
        return set(map(id, bindings))

    def _assigned_besides(self, setting: FlowSetting, name: str) -> Iterator[FlowSetting]:
        """What else is assigned to the flow of ``setting`` as its setting ``name``, as far as it is
        the same flow; in the order of the text."""
        for other in self._assigned_to.get((self.held_flow(setting), name), ()):
            if other.owner is not setting.owner:
                yield other

    @cached_property
    def _assigned_by_name(self) -> dict[str, list[FlowSetting]]:
        found: dict[str, list[FlowSetting]] = {}
        for setting in self.assigned:
            found.setdefault(setting.name, []).append(setting)
        return found

    @cached_property
    def _assigned_to(self) -> dict[tuple[HeldFlow, str], list[FlowSetting]]:
        return {
            (flow, name): sorted(settings, key=self._position)
            for name, every in self._assigned_by_name.items()
            for flow, settings in self.by_flow(every).items()
        }

    def by_flow(self, settings: Iterable[FlowSetting]) -> dict[HeldFlow, list[FlowSetting]]:
        """``settings`` by the flow that has them, without those whose flow has no name."""
        found: dict[HeldFlow, list[FlowSetting]] = {}
        for setting in settings:
            if (flow := self.held_flow(setting)).name:
                found.setdefault(flow, []).append(setting)
        return found

    def held_flow(self, setting: FlowSetting) -> HeldFlow:
        """What holds the flow of ``setting``; equal for settings of the same flow."""
        place = id(setting.attribute if setting.arg is None else setting.arg)
        if (known := self._held.get(place)) is None:
            _, name = self.flow_of(setting)
            known = HeldFlow(name, self.names.scope(setting.owner), self._binding(setting))
            self._held[place] = known
        return known

    def _binding(self, setting: FlowSetting) -> Binding | None:
        """The binding of the flow of ``setting``, where it is a plain name."""
        if setting.attribute is None:
            root = self.flow_of(setting)[1]
            held = self.names.bindings(root, self.names.scope(setting.owner))
            return self._by_value(held).get(id(setting.owner))
        holder = setting.attribute.value
        return binding_seen_at(self.module, holder) if isinstance(holder, cst.Name) else None

    def _by_value(self, bindings: list[Binding]) -> dict[int, Binding]:
        """``bindings`` by the identity of the value that each binds."""
        if (known := self._values.get(id(bindings))) is None:
            known = {id(b.value): b for b in reversed(bindings) if b.value is not None}
            if bindings:
                self._values[id(bindings)] = known
        return known

    def flow_of(self, setting: FlowSetting) -> tuple[cst.Call | None, str]:
        """The ``Flow`` call of a setting and the name of the flow, as far as they can be told."""
        if isinstance(setting.owner, cst.Call):
            parent = self.module.tree.parent(setting.owner)
            if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
                return setting.owner, dotted_name(parent.targets[0].target)
            if isinstance(parent, cst.WithItem) and parent.asname is not None:
                return setting.owner, dotted_name(parent.asname.name)
            return setting.owner, ""
        assert setting.attribute is not None
        holder = setting.attribute.value
        if isinstance(holder, cst.Name):
            binding = self._binding(setting)
            made = binding.value if binding is not None else None
            if isinstance(made, cst.Call) and self.is_flow(made):
                return made, holder.value
        return None, dotted_name(holder)

    def is_before(self, setting: FlowSetting, other: FlowSetting) -> bool:
        """Whether ``setting`` was given to the flow before ``other``, which is one of the same flow."""
        return (
            self.module.tree.before(setting.owner, other.owner)
            and how_places_meet(self.module, setting.owner, other.owner) is not Meeting.NEVER
        )

    def has_docker_storage(self, setting: FlowSetting) -> bool:
        """Whether the flow of ``setting`` certainly has a Docker storage."""
        call, _ = self.flow_of(setting)
        values = [
            s.value for s in (self.given(call) if call is not None else ()) if s.name == "storage"
        ]
        for other in self._assigned_besides(setting, "storage"):
            assert other.attribute is not None
            met = how_places_meet(self.module, other.attribute, setting.owner)
            if met is not Meeting.ALWAYS:
                return False
            values.append(other.value)
        return bool(values) and all(self._makes_docker(value) for value in values)

    def _makes_docker(self, value: cst.BaseExpression) -> bool:
        made = self.names.value_of(value)
        return isinstance(made, cst.Call) and self.names.qualified(made.func) in _DOCKER


def _takes_away(setting: FlowSetting) -> bool:
    """Whether a setting is ``None``, which is none."""
    return dotted_name(setting.value) == "None"


def flow_settings(module: Module) -> FlowSettings:
    """What the flows of ``module`` are given, found once for all rules."""
    return module.once(FlowSettings)
