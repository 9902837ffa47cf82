"""Where environments meet flows: keyword, positional, attribute and variable form.

Each site is rewritten where it is certain what the environment is, and reported where not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from prefect_codemods.findings import Level
from prefect_codemods.python.arguments import is_none, keyword_of
from prefect_codemods.python.branch_order import Meeting
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import Binding, Scope, dotted_name
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.to_1.catalogue.names import environment_class
from prefect_codemods.to_1.environments.flow_settings_writer import SettingsWriter
from prefect_codemods.to_1.environments.site_rules import ENTANGLED, LOCAL, RUN_CONFIG_WINS
from prefect_codemods.to_1.environments.translation import (
    TRANSLATORS,
    Blocked,
    LocalNames,
    Translation,
    Writer,
)
from prefect_codemods.to_1.environments.unresolved_environments import UnresolvedEnvironments
from prefect_codemods.to_1.flow_settings import FlowSetting, HeldFlow, flow_settings
from prefect_codemods.to_1.kept_forms import report_kept_environment
from prefect_codemods.to_1.type_inference import looks_like_flow
from prefect_codemods.to_1.unbound_names import makes_unbound_environment


def _write_none(local_names: LocalNames) -> Code:
    """Write ``None``."""
    return "None"


def _read_variable(name: str | None) -> Writer | None:
    """Read the variable ``name``, if there is one."""
    return None if name is None else lambda local_names: name


def _shape_of_translation(translation: Translation) -> tuple[object, ...]:
    """What two translations of one call must share for one variable to serve both."""
    notes = tuple(note.message for note in translation.notes)
    return translation.executor is None, translation.run_config is None, notes


def _new_name(old: str, setting: str) -> str:
    """What the variable of an environment is called as that of a setting."""
    name, count = _ENVIRONMENT.subn(setting, old)
    if not count:
        return _longer_name(old, setting)
    return name.upper() if old.isupper() else name


def _longer_name(old: str, setting: str) -> str:
    """Another name for it, where the first one is taken."""
    name = f"{old}_{setting}"
    return name.upper() if old.isupper() else name


_HARMLESS = frozenset(
    (
        *("dict", "frozenset", "int", "list", "set", "sorted", "str", "tuple"),
        *("os.environ.get", "os.getenv", "os.path.join", "pathlib.Path", "socket.gethostname"),
    )
)
"""What gives the same each time that it is called."""
_ENVIRONMENT = re.compile(r"(?<![A-Za-z])env(?:ironment)?(?![A-Za-z])", re.I)


@dataclass
class _Variable:
    """An environment in a variable: its binding and the sites that use it."""

    binding: Binding
    call: cst.Call
    sites: list[FlowSetting] = field(default_factory=list)


@dataclass
class _FlowSites:
    """The environments that one flow is given: those that stay, and what the others become."""

    staying: list[FlowSetting] = field(default_factory=list)
    with_executor: list[FlowSetting] = field(default_factory=list)
    with_run_config: list[FlowSetting] = field(default_factory=list)


def plan_environments(module: Module) -> None:
    """Plan the environments of one module."""
    _Sites(module).run()


class _Sites:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.names = module.names
        self.plan = module.plan
        self.facts = flow_settings(module)
        self.calls = {
            id(call): name
            for call in self.names.calls
            if (name := environment_class(self.names.qualified(call.func)))
        }
        self.settings_writer = SettingsWriter(module, self.facts)
        self.handled: set[int] = set()
        self.prepared: set[int] = set()
        self.configured: dict[str, list[tuple[FlowSetting, bool]]] = {}
        self.sites: list[FlowSetting] = []
        self.by_flow: dict[HeldFlow, list[FlowSetting]] = {}
        self.cleared: list[FlowSetting] = []
        self.variables: dict[int, _Variable] = {}
        self.found: dict[int, Translation | Blocked] = {}
        self.known: dict[HeldFlow, _FlowSites] = {}

    def run(self) -> None:
        self.sites = [*self._in_calls(), *self._assigned()]
        self.by_flow = self.facts.by_flow(self.sites)
        inline = [(site, call) for site in self.sites if (call := self._inline(site)) is not None]
        for site in self.cleared:
            self._clear(site)
        for site, call in inline:
            self._rewrite(site, call, inline=True)
        for variable in self.variables.values():
            self._variable(variable)
        left = UnresolvedEnvironments(
            self.module, self.facts, self.calls, self.handled, self.configured
        )
        left.report()
        left.drop_imports()

    # --- finding sites --------------------------------------------------------------------------

    def _in_calls(self) -> Iterator[FlowSetting]:
        """Environments among the arguments of flows; a third or fourth one may be it by position."""
        for call in filter(self.facts.is_flow, self.names.calls):
            for index, arg in enumerate(call.args):
                placed = arg.keyword is None and index in (2, 3) and not arg.star
                if keyword_of(arg) == "environment" or (placed and self._leads_to(arg.value)):
                    yield FlowSetting("environment", arg.value, call, arg)

    def _assigned(self) -> Iterator[FlowSetting]:
        """Environments that are assigned to flows, and ``None`` in the place of one."""
        for site in self.facts.assigned:
            assert isinstance(site.owner, cst.Assign) and site.attribute is not None
            if site.name != "environment" or len(site.owner.targets) != 1:
                continue
            flow = site.attribute.value
            made = self._leads_to(site.value) and looks_like_flow(self.module, flow)
            if made or (is_none(cst.Arg(site.value)) and self.facts.flow_variable(flow)):
                yield site

    def _is_unbound(self, value: cst.BaseExpression) -> bool:
        """Whether ``value`` is of a class that a page never imports, which is reported by its name."""
        made = [b.value for b in self.names.of(value)] if isinstance(value, cst.Name) else [value]
        return bool(made) and all(
            node is not None and makes_unbound_environment(self.module, node) for node in made
        )

    def _leads_to(self, value: cst.BaseExpression) -> bool:
        """Whether ``value`` is an environment, directly or through one variable."""
        made = [b.value for b in self.names.of(value)] if isinstance(value, cst.Name) else [value]
        return any(node is not None and id(node) in self.calls for node in made)

    def _inline(self, site: FlowSetting) -> cst.Call | None:
        """The environment that ``site`` makes; one in a variable is noted, others are reported."""
        value = site.value
        self.facts.environments.add(id(site.owner))
        if self.module.compatible(site.owner):
            report_kept_environment(self.module, site.owner)
            self._handle(value)
        elif isinstance(value, cst.Call) and id(value) in self.calls:
            self.handled.add(id(value))
            return value
        elif is_none(cst.Arg(value)):
            self.cleared.append(site)
        elif (variable := self._variable_of(value)) is not None:
            self.variables[id(variable.binding)] = variable
            variable.sites.append(site)
        elif not self._is_unbound(value):
            self.plan.report(
                ENTANGLED,
                value,
                "this environment can't be followed to one place where it is made",
                level=Level.ERROR,
            )
            for part in walk_nodes(value):
                if isinstance(part, cst.Call):
                    self._handle(part)
        return None

    def _variable_of(self, value: cst.BaseExpression) -> _Variable | None:
        binding = self.names.only_value(value) if isinstance(value, cst.Name) else None
        made = binding.value if binding is not None else None
        if binding is None or not isinstance(made, cst.Call) or id(made) not in self.calls:
            return None
        return self.variables.get(id(binding)) or _Variable(binding, made)

    def _handle(self, value: cst.BaseExpression) -> None:
        if id(value) in self.calls:
            self.handled.add(id(value))

    def _translate(self, call: cst.Call, site: FlowSetting) -> Translation | Blocked:
        """What ``call`` becomes at ``site``, or why it is left there."""
        known = self.found.get(id(site))
        if known is None:
            name = self.calls[id(call)]
            translator = TRANSLATORS.get(name)
            if translator is None:
                known = Blocked(ENTANGLED, f"`{name}` is left to you")
            else:
                known = translator(self.module, call, self.facts.has_docker_storage(site))
            if isinstance(known, Translation):
                known = self._clash(site, known) or known
            self.found[id(site)] = known
        return known

    def _stays(self, site: FlowSetting) -> bool:
        """Whether ``site`` keeps its environment."""
        if is_none(cst.Arg(site.value)):
            return False
        variable = self._variable_of(site.value)
        call = self._made(site)
        return (
            call is None
            or isinstance(self._translate(call, site), Blocked)
            or (variable is not None and self._why_not_moved(variable) is not None)
        )

    def _made(self, site: FlowSetting) -> cst.Call | None:
        """The call that makes the environment of ``site``, there or in a variable."""
        variable = self._variable_of(site.value)
        call = variable.call if variable is not None else site.value
        return call if isinstance(call, cst.Call) and id(call) in self.calls else None

    def _of_same_flow(self, site: FlowSetting) -> _FlowSites:
        flow = self.facts.held_flow(site)
        if (known := self.known.get(flow)) is None:
            known = self.known[flow] = _FlowSites()
            for other in self.by_flow.get(flow, ()):
                call = self._made(other)
                made = self._translate(call, other) if call is not None else None
                if self._stays(other):
                    known.staying.append(other)
                if isinstance(made, Translation) and made.executor is not None:
                    known.with_executor.append(other)
                if isinstance(made, Translation) and made.run_config is not None:
                    known.with_run_config.append(other)
        return known

    def _any_before(self, others: Sequence[FlowSetting], site: FlowSetting) -> bool:
        """Whether the flow of ``site`` is given one of ``others`` before it."""
        return any(self.facts.is_before(other, site) for other in reversed(others))

    def _later_stays(self, site: FlowSetting) -> bool:
        """Whether the flow of ``site`` keeps an environment that it is given after it."""
        staying = self._of_same_flow(site).staying
        return any(self.facts.is_before(site, other) for other in reversed(staying))

    def _taking_back(self, site: FlowSetting, translation: Translation) -> Translation:
        """``translation``, with ``None`` for what an earlier environment of the flow set.

        An environment took the place of the whole one before it; two settings don't.
        """
        others = self._of_same_flow(site)
        if translation.executor is None and self._any_before(others.with_executor, site):
            translation = replace(translation, executor=_write_none)
        if translation.run_config is None and self._any_before(others.with_run_config, site):
            translation = replace(translation, run_config=_write_none)
        return translation

    def _clear(self, site: FlowSetting) -> None:
        """``None`` says nothing in 1.x, unless it takes back an environment before it.

        Behind one that stays, it stays: it says what became of it.
        """
        if self._any_before(self._of_same_flow(site).staying, site):
            return
        taken = self._taking_back(site, Translation(LOCAL))
        if not isinstance(site.owner, cst.Assign) or not (taken.executor or taken.run_config):
            self.settings_writer.clear(site)
            return
        if self.plan.allows(LOCAL, site.owner):
            self.settings_writer.in_assignment(site, taken, cst.Call(cst.Name("None")))
            message = "`environment = None` takes back what the environment before it set"
            self.plan.change(LOCAL, site.owner, message)

    def _refuse(self, call: cst.Call, blocked: Blocked) -> None:
        self.plan.report(blocked.rule, call, blocked.message, level=Level.ERROR, help=blocked.help)

    def _rewrite(self, site: FlowSetting, call: cst.Call, *, inline: bool) -> bool:
        translation = self._translate(call, site)
        if isinstance(translation, Blocked):
            self._refuse(call, translation)
            return False
        if not self.plan.allows(translation.rule, site.place):
            return False
        if self._later_stays(site):
            message = "a later environment of this flow stays, which takes the place of this one"
            self._refuse(call, Blocked(ENTANGLED, message))
            return False
        if isinstance(site.owner, cst.Call):
            planned = self.settings_writer.in_call(site, translation, call)
        else:
            translation = self._taking_back(site, translation)
            planned = self.settings_writer.in_assignment(site, translation, call)
        if not planned:
            return False
        self._tell(site, call, translation)
        target = self.facts.flow_of(site)[1]
        if target:
            has_config = translation.run_config not in (None, _write_none)
            self.configured.setdefault(target, []).append((site, has_config))
        if id(call) not in self.prepared:
            self.prepared.add(id(call))
            for prepare in translation.prepare:
                prepare()
        self.module.imports.consume(call.func)
        if not inline:
            self.module.imports.consume(site.value)
        self.plan.job_templates.extend(translation.job_templates)
        return True

    def _tell(self, site: FlowSetting, call: cst.Call, translation: Translation) -> None:
        name = self.calls[id(call)]
        if self.facts.has_besides(site, "run_config") is Meeting.ALWAYS:
            message = f"`{name}` is removed: the run config beside it was used"
            self.plan.change(RUN_CONFIG_WINS, site.place, message)
            return
        writers = {"executor": translation.executor, "run_config": translation.run_config}
        made = [
            f"`{word}`" for word, w in writers.items() if w is not None and w is not _write_none
        ]
        cleared = [f"`{word}`" for word, w in writers.items() if w is _write_none]
        becomes = f"becomes {' and '.join(made)}" if made else "is not needed"
        if cleared:
            becomes += f"; {' and '.join(cleared)} of the environment before it: undone"
        self.plan.change(translation.rule, site.place, f"`{name}` {becomes}")
        if translation.image is not None:
            self.facts.carried_images.append((site.place, translation.image))
        for note in translation.notes:
            self.plan.report(note.rule, site.place, note.message, level=note.level, help=note.help)

    def _clash(self, site: FlowSetting, translation: Translation) -> Blocked | None:
        """Whether the flow already has what the environment would set."""
        run_config = self.facts.has_besides(site, "run_config")
        if run_config is Meeting.ALWAYS:
            return None
        if run_config is Meeting.SOMETIMES and self.facts.taken_back_later(site, "run_config"):
            return Blocked(
                ENTANGLED,
                "a later `run_config = None` would undo the run config written here",
                "delete that line, then run again",
            )
        if run_config is Meeting.SOMETIMES:
            return Blocked(
                ENTANGLED,
                "in some cases the flow has a run config besides",
                "set `flow.executor` and `flow.run_config` in each case: where both were set, the "
                "run config won and the environment was not used",
            )
        has_executor = self.facts.has_besides(site, "executor") is not Meeting.NEVER
        if translation.executor is not None and has_executor:
            return Blocked(
                ENTANGLED,
                "the flow has an executor of its own besides the environment's",
                "keep the one you mean: deployed runs used the environment's",
            )
        return None

    def _variable(self, variable: _Variable) -> None:
        """Inline an environment that every use hands to a flow, then drop the variable."""
        self.handled.add(id(variable.call))
        if (names := self._new_variables(variable)) is not None:
            self._replace_variable(variable, names)
            return
        if (why := self._why_not_moved(variable)) is not None:
            self.plan.report(ENTANGLED, variable.call, why, level=Level.ERROR)
            return
        statement = variable.binding.node
        assert isinstance(statement, cst.Assign)
        done = [self._rewrite(site, variable.call, inline=False) for site in variable.sites]
        if all(done):
            self.plan.remove(statement)

    def _new_variables(self, variable: _Variable) -> dict[str, str] | None:
        """The variables in the place of an environment's, where every use can take them.

        By ``executor`` and ``run_config``; ``None`` where the settings go to the flows instead.
        """
        made = [self._translate(variable.call, site) for site in variable.sites]
        found = [t for t in made if isinstance(t, Translation)]
        statement = variable.binding.node
        if len(found) < len(made) or not found or not isinstance(statement, cst.Assign):
            return None
        if self._used_elsewhere(variable) or len({_shape_of_translation(t) for t in found}) > 1:
            return None
        if not all(map(self._takes_variables, variable.sites, found)):
            return None
        writers = {"executor": found[0].executor, "run_config": found[0].run_config}
        old = variable.binding.name
        made_keys = [key for key, writer in writers.items() if writer is not None]
        choices = [{key: _new_name(old, key) for key in made_keys}]
        if self._calls_something(variable.call):
            choices.append({key: _longer_name(old, key) for key in made_keys})
        for names in choices if made_keys else ():
            if not any(self.names.taken(name, statement) for name in names.values()):
                return names
        return None

    def _calls_something(self, call: cst.Call) -> bool:
        """Whether the arguments of an environment call what may do more than make an object.

        That was done once, where the environment was made.
        """
        return any(
            isinstance(node, cst.Call)
            and node is not call
            and not self.names.qualified(node.func).startswith("prefect.")
            and (self.names.qualified(node.func) or dotted_name(node.func)) not in _HARMLESS
            for node in walk_nodes(call)
        )

    def _takes_variables(self, site: FlowSetting, translation: Translation) -> bool:
        """Whether ``site`` can be given variables in the place of an environment for certain."""
        return (
            (site.arg is None or site.arg.keyword is not None)
            and self.facts.has_besides(site, "run_config") is not Meeting.ALWAYS
            and self.plan.allows(translation.rule, site.place)
            and not self._later_stays(site)
        )

    def _replace_variable(self, variable: _Variable, names: dict[str, str]) -> None:
        """Write the settings where the environment was made, and let its uses read them."""
        statement = variable.binding.node
        assert isinstance(statement, cst.Assign)
        translation = self._translate(variable.call, variable.sites[0])
        assert isinstance(translation, Translation)
        self.settings_writer.in_variables(statement, translation, variable.call, names)
        for number, site in enumerate(variable.sites):
            self.found[id(site)] = replace(
                translation,
                notes=translation.notes if number == 0 else (),
                executor=_read_variable(names.get("executor")),
                run_config=_read_variable(names.get("run_config")),
            )
            self._rewrite(site, variable.call, inline=False)

    def _used_elsewhere(self, variable: _Variable) -> bool:
        """Whether an environment in a variable is used for more than flows."""
        places = {id(site.value) for site in variable.sites}
        return any(
            id(use) not in places for use in self.names.uses_of(variable.binding)
        ) or self.module.compatible(variable.binding.node)

    def _why_not_moved(self, variable: _Variable) -> str | None:
        """Why an environment in a variable can't go to the flows that use it."""
        statement = variable.binding.node
        if not isinstance(statement, cst.Assign) or self._used_elsewhere(variable):
            return f"`{variable.binding.name}` is used for more than flows' environments"
        return self._unsafe_to_move(variable)

    def _unsafe_to_move(self, variable: _Variable) -> str | None:
        """Why the environment's arguments may mean something else at the flow."""
        scope = variable.binding.scope
        for node in walk_nodes(variable.call):
            if isinstance(node, (cst.Await, cst.Yield, cst.NamedExpr)):
                return "its arguments have side effects"
            if isinstance(node, cst.Name) and self._may_differ(node, scope):
                return f"`{node.value}` may have another value at the flow"
        if len(variable.sites) > 1 and self._calls_something(variable.call):
            return "what its arguments call would be called again for each flow"
        for site in variable.sites:
            if self.names.scope(site.owner) is not scope and scope.kind != "module":
                return "it is made in one scope and used in another"
        return None

    def _may_differ(self, name: cst.Name, scope: Scope) -> bool:
        bindings = self.names.of(name)
        if bindings and all(b.scope.kind == "comprehension" for b in bindings):
            return False  # of a comprehension among the arguments: it moves with them
        return len(bindings) > 1 or any(
            b.scope is not scope and b.scope.kind != "module" for b in bindings
        )


CODEMOD = Codemod(
    plan_environments, after=("name_moves",), attributes=("environment",), keywords=("environment",)
)
