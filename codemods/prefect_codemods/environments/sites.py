"""Where environments meet flows: keyword, positional, attribute and variable form.

Each site is rewritten where it is certain what the environment is, and reported where not.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from prefect_codemods.catalogue.names import table
from prefect_codemods.catalogue.signatures import signatures
from prefect_codemods.environments.local import LOCAL
from prefect_codemods.environments.translation import (
    TRANSLATORS,
    Blocked,
    Scribe,
    Translation,
    Value,
    Writer,
)
from prefect_codemods.findings import Level
from prefect_codemods.moved import BOTH
from prefect_codemods.python.arguments import is_none, keyword
from prefect_codemods.python.context import Module
from prefect_codemods.python.layout import argument_indent, shifted, spliced
from prefect_codemods.python.names import Binding, Scope, dotted, import_target, walk
from prefect_codemods.rule import Kind, rule

ENTANGLED = rule(
    "PM205",
    "environment-elsewhere",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports an environment that is used in a way that has no single meaning in 1.x.",
    why="It comes from a factory, another module, a condition or a container, is subclassed, "
    "compared or reached into: what it becomes can't be told at the flow.",
    before="from prefect.environments import LocalEnvironment\n\n\n"
    "def environment():\n    return LocalEnvironment()\n",
    advice="set `flow.executor` and `flow.run_config` where the environment was used",
)
RUN_CONFIG_WINS = rule(
    "PM109",
    "environment-beside-run-config",
    Kind.SAFE,
    since="0.13.10",
    what="Removes an environment that stands beside a run config.",
    why="From 0.13.10 on the run config won, and the environment's executor was not used.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n"
    "from prefect.run_configs import DockerRun\n\n"
    'flow = Flow("f", run_config=DockerRun(), environment=LocalEnvironment())\n',
    after="from prefect import Flow\nfrom prefect.run_configs import DockerRun\n\n"
    'flow = Flow("f", run_config=DockerRun())\n',
    source="Prefect 0.13.10 to 0.15.13, prefect/cli/execute.py",
)
POSITIONAL = rule(
    "PM206",
    "flow-positional",
    Kind.MANUAL,
    since="0.13.8",
    what="Reports positional arguments of `Flow` behind an environment.",
    why="What the third and later positional arguments mean changed in 0.13.8, 0.13.10 and 1.0.0.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
    'flow = Flow("f", None, None, LocalEnvironment(), mystery)\n',
    advice="write them as keywords",
)

for _file in (
    "local",
    "remote",
    "kubernetes_job",
    "dask_kubernetes",
    "dask_cloud",
    "fargate",
    "retired",
):
    importlib.import_module(f"{__package__}.{_file}")


def environment_class(path: str) -> str:
    """The environment class that a dotted path names, ``""`` for any other path."""
    row = table().get(path)
    if row is not None and row.action == "structural" and path.endswith("Environment"):
        return path.rpartition(".")[2]
    return ""


@dataclass
class _Site:
    """One place at which a flow gets an environment.

    ``owner`` is the ``Flow`` call or the assignment, ``value`` what stands there, ``target`` the
    dotted text of the flow for an attribute.
    """

    owner: cst.Call | cst.Assign
    value: cst.BaseExpression
    arg: cst.Arg | None = None
    target: str = ""


@dataclass
class _Variable:
    """An environment in a variable: its binding and the sites that use it."""

    binding: Binding
    call: cst.Call
    sites: list[_Site] = field(default_factory=list)


def migrate(module: Module) -> None:
    """Plan the environments of one module."""
    _Sites(module).run()


_CONFIG = "run_config"


def _parameter(args: Sequence[cst.Arg], index: int) -> str:
    """Which parameter of ``Flow`` an argument sets; the third stood for the executor from 0.13.8."""
    keyword = args[index].keyword
    if keyword is not None:
        return keyword.value
    return "executor" if index == 2 else ""


class _Sites:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.names = module.names
        self.plan = module.plan
        self.calls: dict[int, str] = {}
        self.handled: set[int] = set()
        self.configured: dict[str, bool] = {}

    def run(self) -> None:
        for call in self.names.calls:
            name = environment_class(self.names.qualified(call.func))
            if name:
                self.calls[id(call)] = name
        variables: dict[int, _Variable] = {}
        for site in [*self._keywords(), *self._attributes()]:
            self._visit(site, variables)
        for variable in variables.values():
            self._variable(variable)
        self._leftovers()
        self._imports()

    # --- finding sites --------------------------------------------------------------------------

    def _is_flow(self, call: cst.Call) -> bool:
        path = self.names.qualified(call.func)
        return path in {"prefect.Flow", "prefect.core.Flow", "prefect.core.flow.Flow"}

    def _keywords(self) -> list[_Site]:
        found = []
        for call in self.names.calls:
            is_flow = self._is_flow(call)
            for index, arg in enumerate(call.args):
                named = arg.keyword is not None and arg.keyword.value == "environment"
                placed = is_flow and arg.keyword is None and index in (2, 3) and not arg.star
                if (named and (is_flow or self._leads_to(arg.value))) or (
                    placed and self._leads_to(arg.value)
                ):
                    if not is_flow:
                        continue
                    found.append(_Site(call, arg.value, arg))
        return found

    def _attributes(self) -> list[_Site]:
        found = []
        for attribute in self.names.attributes:
            if attribute.attr.value != "environment":
                continue
            target = self.module.tree.parent(attribute)
            if not isinstance(target, cst.AssignTarget):
                continue
            assign = self.module.tree.parent(target)
            if not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
                continue
            if self._leads_to(assign.value) or self._none(assign.value, attribute.value):
                code = cst.Module([]).code_for_node(attribute.value)
                found.append(_Site(assign, assign.value, target=code))
        return found

    def _none(self, value: cst.BaseExpression, owner: cst.BaseExpression) -> bool:
        return isinstance(value, cst.Name) and value.value == "None" and self._flow_variable(owner)

    def _flow_variable(self, node: cst.BaseExpression) -> bool:
        if not isinstance(node, cst.Name):
            return False
        bindings = self.names.of(node)
        return bool(bindings) and all(
            isinstance(b.value, cst.Call) and self._is_flow(b.value) for b in bindings
        )

    def _leads_to(self, value: cst.BaseExpression) -> bool:
        """Whether ``value`` is an environment, directly or through one variable."""
        if id(value) in self.calls:
            return True
        if isinstance(value, cst.Name):
            return any(
                b.value is not None and id(b.value) in self.calls for b in self.names.of(value)
            )
        return False

    # --- deciding -------------------------------------------------------------------------------

    def _visit(self, site: _Site, variables: dict[int, _Variable]) -> None:
        value = site.value
        self.module.sites.add(id(site.owner))
        if self.module.compatible(site.owner):
            self.plan.report(
                BOTH, site.owner, "the environment is kept beside its new form", level=Level.NOTE
            )
            self._handle(value)
            return
        if isinstance(value, cst.Call) and id(value) in self.calls:
            self.handled.add(id(value))
            self._rewrite(site, value, inline=True)
            return
        if is_none(cst.Arg(value)):
            self._clear(site)
            return
        if isinstance(value, cst.Name):
            binding = self.names.only_value(value)
            made = binding.value if binding is not None else None
            if binding is not None and isinstance(made, cst.Call) and id(made) in self.calls:
                entry = variables.setdefault(id(binding), _Variable(binding, made))
                entry.sites.append(site)
                return
        self.plan.report(
            ENTANGLED,
            value,
            "this environment can't be followed to one place where it is made",
            level=Level.ERROR,
        )

    def _handle(self, value: cst.BaseExpression) -> None:
        if id(value) in self.calls:
            self.handled.add(id(value))

    def _translate(self, call: cst.Call, site: _Site) -> Translation | Blocked:
        name = self.calls[id(call)]
        translator = TRANSLATORS.get(name)
        if translator is None:
            return Blocked(ENTANGLED, f"`{name}` is left to you")
        return translator(self.module, call, self._has_docker_storage(site))

    def _refuse(self, call: cst.Call, blocked: Blocked) -> None:
        self.plan.report(blocked.rule, call, blocked.message, level=Level.ERROR, help=blocked.help)

    def _rewrite(self, site: _Site, call: cst.Call, *, inline: bool) -> bool:
        translation = self._translate(call, site)
        if isinstance(translation, Blocked):
            self._refuse(call, translation)
            return False
        if not self.plan.allows(translation.rule, site.arg or site.owner):
            return False
        problem = self._clash(site, translation)
        if problem is not None:
            self._refuse(call, problem)
            return False
        if isinstance(site.owner, cst.Call):
            planned = self._in_call(site, translation, call)
        else:
            planned = self._in_assignment(site, translation, call)
        if not planned:
            return False
        self._tell(site, call, translation)
        target = self._flow_of(site)[1]
        if target:
            before = self.configured.get(target, True)
            self.configured[target] = before and translation.run_config is not None
        self.plan.keep_comments(call, translation.inner)
        self.plan.retire(call, translation.inner)
        self.module.imports.consume(call.func)
        if not inline:
            self.module.imports.consume(site.value)
        self.plan.job_templates.extend(translation.job_templates)
        return True

    def _tell(self, site: _Site, call: cst.Call, translation: Translation) -> None:
        made = [
            word
            for word, writer in (
                ("executor", translation.executor),
                ("run_config", translation.run_config),
            )
            if writer is not None
        ]
        name = self.calls[id(call)]
        if "run_config" in self._settings(site):
            message = f"`{name}` goes: the run config beside it won"
            self.plan.change(RUN_CONFIG_WINS, site.arg or site.owner, message)
        else:
            becomes = f"becomes {' and '.join(f'`{m}`' for m in made)}" if made else "is not needed"
            self.plan.change(translation.rule, site.arg or site.owner, f"`{name}` {becomes}")
        for note in translation.notes:
            self.plan.report(
                note.rule, site.arg or site.owner, note.message, level=note.level, help=note.help
            )

    def _clash(self, site: _Site, translation: Translation) -> Blocked | None:
        """Whether the flow already has what the environment would set."""
        present = self._settings(site)
        if "run_config" in present:
            return None
        if translation.executor is not None and "executor" in present:
            return Blocked(
                ENTANGLED,
                "the flow has an executor of its own besides the environment's",
                "keep the one you mean: deployed runs used the environment's",
            )
        return None

    def _settings(self, site: _Site) -> set[str]:
        """Which of ``executor``, ``run_config``, ``storage`` the same flow is given elsewhere."""
        found: set[str] = set()
        call, target = self._flow_of(site)
        if call is not None:
            found |= {
                _parameter(call.args, i)
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
        return found & {"executor", _CONFIG, "storage"}

    def _flow_of(self, site: _Site) -> tuple[cst.Call | None, str]:
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
                and self._is_flow(binding.value)
            ):
                return binding.value, attribute.value.value
        return None, dotted(attribute.value)

    def _has_docker_storage(self, site: _Site) -> bool:
        call, target = self._flow_of(site)
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

    # --- writing --------------------------------------------------------------------------------

    def _parts(self, site: _Site, translation: Translation) -> list[tuple[str, Value]]:
        scribe = Scribe(self.module, site.owner)
        parts: list[tuple[str, Writer | None]] = [
            ("executor", translation.executor),
            ("run_config", translation.run_config),
        ]
        if "run_config" in self._settings(site):
            if translation.executor is not None and "executor" not in self._settings(site):
                self.plan.report(
                    RUN_CONFIG_WINS,
                    site.value,
                    "the environment's executor is dropped: beside a run config it was not used",
                    help="set `flow.executor` if you want it now",
                )
            return []
        return [(name, writer(scribe)) for name, writer in parts if writer is not None]

    def _in_call(self, site: _Site, translation: Translation, call: cst.Call) -> bool:
        owner, arg = site.owner, site.arg
        assert isinstance(owner, cst.Call) and arg is not None
        index = owner.args.index(arg)
        later: list[str] = []
        if arg.keyword is None:
            named = self._names_behind(owner, index)
            if named is None:
                self.plan.report(POSITIONAL, arg, "positional arguments follow the environment")
                return False
            later = named
        parts = self._parts(site, translation)
        if not parts:
            self._keep_around(owner, index)
        made = {name for name, _ in parts}
        outer = argument_indent(owner.args, index, owner)

        def edit(node: cst.CSTNode) -> cst.CSTNode:
            assert isinstance(node, cst.Call)
            args = list(node.args)
            for offset, name in enumerate(later):
                place = index + 1 + offset
                args[place] = keyword(name, args[place].value, args[place].comma)
            empty = [i for i, a in enumerate(args) if i != index and is_none(a)]
            empty = [i for i in empty if _parameter(args, i) in made]
            for place in reversed(empty):
                args = list(spliced(args, place, []))
            at = index - sum(place < index for place in empty)
            new = [keyword(name, self._moved(value(), call, outer)) for name, value in parts]
            if new and arg.keyword is not None:
                new[0] = new[0].with_changes(equal=arg.equal)
            return node.with_changes(args=spliced(args, at, new))

        self.plan.replace(owner, edit)
        return True

    def _keep_around(self, owner: cst.Call, index: int) -> None:
        """Keep the comments behind the commas that go with argument ``index``."""
        gone = [owner.args[index]]
        if index and index == len(owner.args) - 1:
            gone.append(owner.args[index - 1])
        for arg in gone:
            if isinstance(arg.comma, cst.Comma):
                self.plan.keep_comments(arg.comma, at=owner)

    def _moved(
        self, value: cst.BaseExpression, call: cst.Call, outer: str | None
    ) -> cst.BaseExpression:
        inner = argument_indent(call.args, 0, call) if call.args else None
        return shifted(value, inner, outer)

    def _names_behind(self, call: cst.Call, index: int) -> list[str] | None:
        """The parameters of the positional arguments behind the environment at ``index``."""
        behind = [a for a in call.args[index + 1 :] if a.keyword is None]
        if any(a.star for a in behind):
            return None
        fitting = [
            s
            for s in signatures("Flow", self.module.options.since)
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

    def _in_assignment(self, site: _Site, translation: Translation, call: cst.Call) -> bool:
        owner = site.owner
        assert isinstance(owner, cst.Assign)
        parts = self._parts(site, translation)
        if not parts:
            self.plan.remove(owner)
            return True
        if len(parts) > 1 and not self._alone(owner):
            self.plan.report(
                ENTANGLED, owner, "the assignment shares its line with other statements"
            )
            return False
        (first, value), *rest = parts

        def retarget(node: cst.CSTNode, name: str, made: cst.BaseExpression) -> cst.Assign:
            assert isinstance(node, cst.Assign)
            target = node.targets[0].target
            assert isinstance(target, cst.Attribute)
            new = node.targets[0].with_changes(target=target.with_changes(attr=cst.Name(name)))
            return node.with_changes(targets=[new], value=self._moved(made, call, ""))

        self.plan.replace(owner, lambda node: retarget(node, first, value()))
        for name, later in rest:
            self._append(owner, name, later, retarget)
        return True

    def _append(
        self,
        owner: cst.Assign,
        name: str,
        value: Value,
        retarget: Callable[[cst.CSTNode, str, cst.BaseExpression], cst.Assign],
    ) -> None:
        self.plan.insert_after(
            owner, lambda: cst.SimpleStatementLine([retarget(owner, name, value())])
        )

    def _alone(self, statement: cst.Assign) -> bool:
        line = self.module.tree.parent(statement)
        return isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1

    def _clear(self, site: _Site) -> None:
        """``environment=None`` says nothing in 1.x."""
        if not self.plan.allows(LOCAL, site.arg or site.owner):
            return
        if isinstance(site.owner, cst.Assign):
            self.plan.remove(site.owner)
        else:
            assert site.arg is not None
            index = site.owner.args.index(site.arg)
            if site.arg.keyword is None:
                return
            self._keep_around(site.owner, index)

            def edit(node: cst.CSTNode) -> cst.CSTNode:
                assert isinstance(node, cst.Call)
                return node.with_changes(args=spliced(node.args, index, []))

            self.plan.replace(site.owner, edit)
        self.plan.change(LOCAL, site.arg or site.owner, "`environment=None` is not needed")

    # --- variables ------------------------------------------------------------------------------

    def _variable(self, variable: _Variable) -> None:
        """Inline an environment that every use hands to a flow, then drop the variable."""
        self.handled.add(id(variable.call))
        uses = self.names.uses_of(variable.binding)
        places = {id(site.value) for site in variable.sites}
        statement = variable.binding.node
        if (
            not isinstance(statement, cst.Assign)
            or any(id(use) not in places for use in uses)
            or self.module.compatible(statement)
        ):
            self.plan.report(
                ENTANGLED,
                variable.call,
                f"`{variable.binding.name}` is used for more than flows' environments",
                level=Level.ERROR,
            )
            return
        if (why := self._unsafe_to_move(variable)) is not None:
            self.plan.report(ENTANGLED, variable.call, why, level=Level.ERROR)
            return
        done = [self._rewrite(site, variable.call, inline=False) for site in variable.sites]
        if all(done):
            self.plan.remove(statement)

    def _unsafe_to_move(self, variable: _Variable) -> str | None:
        """Why the environment's arguments may mean something else at the flow."""
        home = variable.binding.scope
        for node in walk(variable.call):
            if isinstance(node, (cst.Await, cst.Yield, cst.NamedExpr)):
                return "its arguments have side effects"
            if isinstance(node, cst.Name) and self._may_differ(node, home):
                return f"`{node.value}` may have another value at the flow"
        for site in variable.sites:
            if self.names.scope(site.owner) is not home and home.kind != "module":
                return "it is made in one scope and used in another"
        return None

    def _may_differ(self, name: cst.Name, home: Scope) -> bool:
        bindings = self.names.of(name)
        if bindings and all(b.scope.kind == "comprehension" for b in bindings):
            return False  # of a comprehension among the arguments: it moves with them
        return len(bindings) > 1 or any(
            b.scope is not home and b.scope.kind != "module" for b in bindings
        )

    # --- the rest -------------------------------------------------------------------------------

    def _leftovers(self) -> None:
        """Report every use of an environment class that no site explains."""
        for call in self.names.calls:
            if id(call) in self.calls and id(call) not in self.handled:
                self._report_loose(call)
        for use in self.names.uses:
            self._report_use(use)
        for attribute in self.names.attributes:
            if attribute.attr.value == "environment" and self._flow_variable(attribute.value):
                self._reached_into(attribute)

    def _reached_into(self, attribute: cst.Attribute) -> None:
        """``flow.environment.labels`` are the run config's now; the rest is reported elsewhere."""
        parent = self.module.tree.parent(attribute)
        if isinstance(parent, cst.AssignTarget) or self.module.compatible(attribute):
            return
        labels = isinstance(parent, cst.Attribute) and parent.attr.value == "labels"
        configured = self.configured.get(dotted(attribute.value), False)
        if labels and configured and self.plan.allows(LOCAL, attribute):
            self.plan.replace(attribute, lambda node: node.with_changes(attr=cst.Name(_CONFIG)))
            self.plan.change(LOCAL, attribute, "the environment's labels are the run config's")

    def _report_loose(self, call: cst.Call) -> None:
        if self.module.compatible(call):
            return
        statement = self.module.tree.statement(call)
        if isinstance(statement, cst.Expr) and statement.value is call:
            message = "this environment is made and never used"
        else:
            message = f"this `{self.calls[id(call)]}` isn't handed to a flow here"
        self.plan.report(ENTANGLED, call, message, level=Level.ERROR)

    def _report_use(self, use: cst.Name) -> None:
        node: cst.CSTNode = use
        parent = self.module.tree.parent(node)
        while isinstance(parent, cst.Attribute) and parent.value is node:
            node, parent = parent, self.module.tree.parent(parent)
        path = self.names.qualified(node)
        while path and not environment_class(path) and isinstance(node, cst.Attribute):
            node = node.value
            path = self.names.qualified(node)
        if not path or not environment_class(path):
            return
        if isinstance(parent, cst.Call) and parent.func is node:
            return
        if self.module.compatible(use):
            return
        self.plan.report(
            ENTANGLED,
            node,
            f"`{path}` has no equivalent in 1.x",
            level=Level.ERROR,
        )

    def _imports(self) -> None:
        """Drop the imports of environment classes that nothing uses any more."""
        for statement in self.names.imports:
            if self.module.compatible(statement):
                continue
            if isinstance(statement, cst.Import):
                for alias in statement.names:
                    if dotted(alias.name).startswith("prefect.environments"):
                        self._drop_module(statement, alias)
                continue
            source = import_target(statement)
            if isinstance(statement.names, cst.ImportStar):
                continue
            for alias in statement.names:
                path = f"{source}.{dotted(alias.name)}"
                if environment_class(path) or path == "prefect.environments":
                    self._drop(alias, path)

    def _drop(self, alias: cst.ImportAlias, path: str) -> None:
        if not self.module.imports.unused(alias):
            if path == "prefect.environments":
                self._still_used(alias, path)
            return
        if self._exported(alias):
            self.plan.report(
                ENTANGLED, alias, f"`{path}` is re-exported by `__all__`", level=Level.ERROR
            )
            return
        if not self.plan.allows(LOCAL, alias):
            return
        self.module.imports.drop(alias)
        self.plan.change(LOCAL, alias, f"the import of `{path}` is not needed")

    def _exported(self, alias: cst.ImportAlias) -> bool:
        names = {b.name for b in self.module.names.bound_by(alias)}
        for binding in self.names.root.bindings.get("__all__", ()):
            if binding.value is not None:
                for node in walk(binding.value):
                    if isinstance(node, cst.SimpleString) and node.evaluated_value in names:
                        return True
        return False

    def _drop_module(self, statement: cst.Import, alias: cst.ImportAlias) -> None:
        bindings = self.module.names.bound_by(alias)
        uses = [u for b in bindings for u in self.names.uses_of(b)]
        if alias.asname is None:
            prefix = dotted(alias.name)
            if any(
                self._chain_text(u).startswith(prefix) and not self.module.imports.consumed(u)
                for u in uses
            ):
                return
            others = [
                s
                for s in self.names.imports
                if s is not statement
                and isinstance(s, cst.Import)
                and any(dotted(a.name) == "prefect" and a.asname is None for a in s.names)
            ]
            if any(not self.module.imports.consumed(u) for u in uses) and not others:
                self.module.imports.rename_module(alias, "prefect")
            else:
                self.module.imports.drop_always(alias)
        elif all(self.module.imports.consumed(u) for u in uses):
            self.module.imports.drop(alias)
        else:
            self._still_used(alias, dotted(alias.name))
            return
        self.plan.change(LOCAL, alias, f"the import of `{dotted(alias.name)}` is not needed")

    def _still_used(self, alias: cst.ImportAlias, path: str) -> None:
        message = f"`{path}` is gone since 1.0.0 and still used here"
        self.plan.report(ENTANGLED, alias, message, level=Level.ERROR)

    def _chain_text(self, use: cst.CSTNode) -> str:
        node = use
        parent = self.module.tree.parent(node)
        while isinstance(parent, cst.Attribute) and parent.value is node:
            node, parent = parent, self.module.tree.parent(parent)
        return dotted(node)
