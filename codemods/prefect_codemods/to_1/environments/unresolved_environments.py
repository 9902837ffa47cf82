"""What no site explains: uses of environments elsewhere, and the imports that nothing needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from prefect_codemods.findings import Level, NameMessage
from prefect_codemods.python.annotations import quoted_annotations
from prefect_codemods.python.branch_order import Meeting, how_places_meet
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.to_1.catalogue.names import environment_class
from prefect_codemods.to_1.environments.place_advice import place_advice
from prefect_codemods.to_1.environments.site_rules import ENTANGLED, LOCAL
from prefect_codemods.to_1.flow_settings import FlowSetting, FlowSettings
from prefect_codemods.to_1.handed_on import handed_on
from prefect_codemods.to_1.kept_forms import BOTH, report_kept
from prefect_codemods.to_1.type_inference import is_flow, looks_like_flow

_ELSEWHERE = "migrate the code that imports it, then remove the import"


class UnresolvedEnvironments:
    """Reports and cleans up after the sites.

    ``calls`` are the calls that make environments, by identity, with their classes; ``handled`` are the environments' calls that a site explains, by identity; ``configured`` names
    for each flow the sites that were rewritten, and whether the flow gets a run config there.
    """

    def __init__(
        self,
        module: Module,
        facts: FlowSettings,
        calls: Mapping[int, str],
        handled: Collection[int],
        configured: Mapping[str, Sequence[tuple[FlowSetting, bool]]],
    ) -> None:
        self.module = module
        self.names = module.names
        self.plan = module.plan
        self.facts = facts
        self.calls = calls
        self.handled = handled
        self.configured = configured

    def report(self) -> None:
        """Report every use of an environment class that no site explains."""
        for call in self.names.calls:
            if id(call) in self.calls and id(call) not in self.handled:
                self._report_loose(call)
        for use in self.names.uses:
            self._report_use(use)
        for attribute in self.names.attributes:
            if attribute.attr.value == "environment" and self.facts.flow_variable(attribute.value):
                self._reached_into(attribute)

    def _reached_into(self, attribute: cst.Attribute) -> None:
        """``flow.environment.labels`` are the run config's now; the rest is reported elsewhere."""
        parent = self.module.tree.parent(attribute)
        if isinstance(parent, cst.AssignTarget) or self.module.compatible(attribute):
            return
        labels = isinstance(parent, cst.Attribute) and parent.attr.value == "labels"
        if labels and self._has_config(attribute) and self.plan.allows(LOCAL, attribute):
            self.plan.replace(attribute.attr, "run_config")
            self.plan.change(LOCAL, attribute, "the environment's labels are the run config's")

    def _has_config(self, attribute: cst.Attribute) -> bool:
        """Whether the flow of ``flow.environment`` certainly has a run config at that place."""
        certain = False
        for site, has_config in self.configured.get(dotted_name(attribute.value), ()):
            met = how_places_meet(self.module, site.owner, attribute)
            if met is Meeting.NEVER or not self.module.tree.before(site.owner, attribute):
                continue
            if not has_config:
                certain = False
            elif met is Meeting.ALWAYS:
                certain = True
        return certain

    def _report_loose(self, call: cst.Call) -> None:
        if self._is_assigned_to_flow(call):
            return  # see attributes
        if self.module.compatible(call):
            report_kept(self.module, call, self.names.qualified(call.func))
            return
        statement = self.module.tree.statement(call)
        if isinstance(statement, cst.Expr) and statement.value is call:
            message = "this environment is made and never used"
        else:
            message = f"this `{self.calls[id(call)]}` isn't passed to a flow here"
        help = place_advice(self.module, call)
        self.plan.report(ENTANGLED, call, message, level=Level.ERROR, help=help)

    def _is_assigned_to_flow(self, call: cst.Call) -> bool:
        """Whether ``call`` is what something that can't be told to be a flow gets."""
        assign = self.module.tree.parent(call)
        if not isinstance(assign, cst.Assign) or id(assign) in self.facts.environments:
            return False
        targets = [target.target for target in assign.targets]
        return len(targets) == 1 and any(
            isinstance(target, cst.Attribute)
            and target.attr.value == "environment"
            and (is_flow(self.module, target.value) or looks_like_flow(self.module, target.value))
            for target in targets
        )

    def _report_use(self, use: cst.Name) -> None:
        node: cst.CSTNode = use
        parent = self.module.tree.parent(node)
        while type(parent) is cst.Attribute and parent.value is node:
            node, parent = parent, self.module.tree.parent(parent)
        path = self.names.qualified(node)
        while path and not environment_class(path) and type(node) is cst.Attribute:
            node = node.value
            path = self.names.qualified(node)
        if not path or not environment_class(path):
            return
        if type(parent) is cst.Call and parent.func is node:
            return
        if self.module.compatible(use):
            return
        self.plan.report(
            ENTANGLED,
            node,
            f"`{path}` has no equivalent in 1.x",
            level=Level.ERROR,
            help=place_advice(self.module, node),
        )

    def drop_imports(self) -> None:
        """Drop the imports of environment classes that nothing uses any more."""
        for statement in self.names.imports:
            if self.module.compatible(statement):
                continue
            if isinstance(statement, cst.Import):
                for alias in statement.names:
                    path = dotted_name(alias.name)
                    own = alias.asname is None or path == "prefect.environments"
                    if path.startswith("prefect.environments") and own:
                        self._drop_module(statement, alias)
                continue
            source = import_target(statement)
            if isinstance(statement.names, cst.ImportStar):
                continue
            for alias in statement.names:
                path = f"{source}.{dotted_name(alias.name)}"
                if environment_class(path) or path == "prefect.environments":
                    self._drop(alias, path)

    def _drop(self, alias: cst.ImportAlias, path: str) -> None:
        if not self.module.imports.unused(alias):
            if path == "prefect.environments":
                self._still_used(alias, path)
            else:
                self._report_unguarded(alias, path)
            return
        if why := handed_on(self.module, alias):
            message = NameMessage(path, "has", f"no equivalent in 1.x, and {why}")
            self.plan.report(ENTANGLED, alias, message, level=Level.ERROR, help=_ELSEWHERE)
            return
        if self._quoted(alias, path) or not self.plan.allows(LOCAL, alias):
            return
        self.module.imports.drop(alias)
        self.plan.change(LOCAL, alias, NameMessage.unused(path))

    def _report_unguarded(self, alias: cst.ImportAlias, path: str) -> None:
        """Report an import that always runs, where a check guards only what uses it.

        And one whose name has another meaning, too: its uses aren't known for what they are.
        """
        uses = [u for b in self.names.bound_by(alias) for u in self.names.uses_of(b)]
        if not any(map(self.names.qualified, uses)) and isinstance(
            self.module.tree.parent(alias), cst.ImportFrom
        ):
            message = NameMessage(
                path, "has", "no equivalent in 1.x; its name has another meaning here as well"
            )
            self.plan.report(ENTANGLED, alias, message, level=Level.ERROR)
        elif any(map(self.module.compatible, uses)):
            message = NameMessage(
                path, "is", "not in Prefect 1.x, and this import runs on every release"
            )
            help = "import it where the check lets it run, or remove the code of the old release"
            self.plan.report(BOTH, alias, message, level=Level.ERROR, help=help)

    def _quoted(self, alias: cst.ImportAlias, path: str) -> bool:
        """Whether a quoted annotation names what ``alias`` binds, which is reported."""
        found = [
            string
            for binding in self.names.bound_by(alias)
            if binding.scope.kind == "module"
            for string in quoted_annotations(self.module.tree, self.names, binding.name)
        ]
        for string in found:
            message = f"`{path}` in this annotation has no equivalent in 1.x"
            help = place_advice(self.module, string)
            self.plan.report(ENTANGLED, string, message, level=Level.ERROR, help=help)
        return bool(found)

    def _drop_module(self, statement: cst.Import, alias: cst.ImportAlias) -> None:
        if self.module.imports.renames(alias):
            return
        bindings = self.module.names.bound_by(alias)
        uses = [u for b in bindings for u in self.names.uses_of(b)]
        if alias.asname is None:
            prefix = dotted_name(alias.name)
            if any(
                self._chain_text(u).startswith(prefix) and self.module.imports.needs_module(u)
                for u in uses
            ):
                self._report_unguarded(alias, dotted_name(alias.name))
                return
            others = [
                s
                for s in self.names.imports
                if s is not statement
                and isinstance(s, cst.Import)
                and any(dotted_name(a.name) == "prefect" and a.asname is None for a in s.names)
            ]
            if any(not self.module.imports.consumed(u) for u in uses) and not others:
                self.module.imports.rename_module(alias, "prefect")
            else:
                self.module.imports.drop_always(alias)
        elif all(self.module.imports.consumed(u) for u in uses):
            self.module.imports.drop(alias)
        else:
            self._still_used(alias, dotted_name(alias.name))
            return
        self.plan.change(LOCAL, alias, NameMessage.unused(dotted_name(alias.name)))

    def _still_used(self, alias: cst.ImportAlias, path: str) -> None:
        message = NameMessage(path, "was", "removed in Prefect 1.0.0 and is still used here")
        self.plan.report(ENTANGLED, alias, message, level=Level.ERROR)

    def _chain_text(self, use: cst.CSTNode) -> str:
        node = use
        parent = self.module.tree.parent(node)
        while isinstance(parent, cst.Attribute) and parent.value is node:
            node, parent = parent, self.module.tree.parent(parent)
        return dotted_name(node)
