"""Writes an executor and a run config in the place of an environment."""

from __future__ import annotations

from collections.abc import Callable

from prefect_codemods.python.arguments import is_none, keyword, named
from prefect_codemods.python.context import Module
from prefect_codemods.python.layout import argument_indent, shifted, spliced, without
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.tree import holds
from prefect_codemods.python.wrapping import LONGEST, WIDTH, wrapped
from prefect_codemods.to_1.catalogue.signatures import signatures
from prefect_codemods.to_1.environments.flow_facts import FlowFacts, Site, parameter
from prefect_codemods.to_1.environments.local import LOCAL
from prefect_codemods.to_1.environments.site_rules import POSITIONAL, RUN_CONFIG_WINS
from prefect_codemods.to_1.environments.translation import Scribe, Translation, Value, Writer


class Placing:
    """Plans the edits at one site after another."""

    def __init__(self, module: Module, facts: FlowFacts) -> None:
        self.module = module
        self.names = module.names
        self.plan = module.plan
        self.facts = facts

    def _parts(
        self, site: Site, translation: Translation, call: cst.Call
    ) -> list[tuple[str, Value]]:
        scribe = Scribe(self.module, site.owner, call.func)
        parts: list[tuple[str, Writer | None]] = [
            ("executor", translation.executor),
            ("run_config", translation.run_config),
        ]
        if "run_config" in self.facts.settings(site):
            if translation.executor is not None and "executor" not in self.facts.settings(site):
                self.plan.report(
                    RUN_CONFIG_WINS,
                    site.value,
                    "the environment's executor is dropped: beside a run config it was not used",
                    help="set `flow.executor` if you want it now",
                )
            return []
        return [(name, writer(scribe)) for name, writer in parts if writer is not None]

    def in_call(self, site: Site, translation: Translation, call: cst.Call) -> bool:
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
        empty = [i for i in empty if (names.get(i) or parameter(owner.args, i)) in made]
        self.plan.keep_arguments(owner, empty if parts else [*empty, index], values=False)
        outer = argument_indent(owner.args, index, owner)
        before = len(outer) if outer is not None else self.module.tree.position(arg)[1] - 1

        def edit(node: cst.CSTNode) -> cst.CSTNode:
            assert isinstance(node, cst.Call)
            args = list(node.args)
            for place, name in names.items():
                args[place] = named(args[place], name)
            for place in reversed(empty):
                args = list(spliced(args, place, []))
            at = index - sum(place < index for place in empty)
            new = [
                keyword(name, self._moved(value(), call, outer, before + len(name) + 1))
                for name, value in parts
            ]
            if new and arg.keyword is not None:
                new[0] = new[0].with_changes(equal=arg.equal)
            return node.with_changes(args=spliced(args, at, new))

        self.plan.replace(owner, edit)
        return True

    def _moved(
        self, value: cst.BaseExpression, call: cst.Call, outer: str | None, before: int
    ) -> cst.BaseExpression:
        """``value`` in the place of the environment ``call``, behind ``before`` characters.

        What was written over several lines is, where it would be a long one now; what was not, only
        where no line is that long.
        """
        inner = argument_indent(call.args, 0, call) if call.args else None
        made = shifted(value, inner, outer)
        several = holds(call, cst.ParenthesizedWhitespace)
        return wrapped(made, outer or "", (WIDTH if several else LONGEST) - before - 1)

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

    def in_assignment(self, site: Site, translation: Translation, call: cst.Call) -> bool:
        """Plan assignments in the place of ``flow.environment = …``; whether it can."""
        owner = site.owner
        assert isinstance(owner, cst.Assign)
        parts = self._parts(site, translation, call)
        if not parts:
            self.plan.remove(owner)
            return True
        (first, value), *rest = parts
        column = self.module.tree.position(owner)[1] - 1

        def retarget(node: cst.CSTNode, name: str, made: cst.BaseExpression) -> cst.Assign:
            assert isinstance(node, cst.Assign)
            target = node.targets[0].target
            assert isinstance(target, cst.Attribute)
            new = node.targets[0].with_changes(target=target.with_changes(attr=cst.Name(name)))
            before = column + len(site.target) + len(name) + 4
            return node.with_changes(targets=[new], value=self._moved(made, call, "", before))

        self.plan.replace(owner, lambda node: retarget(node, first, value()))
        for name, later in rest:
            self._append(owner, name, later, retarget)
        return True

    def in_variables(
        self, statement: cst.Assign, translation: Translation, call: cst.Call, names: dict[str, str]
    ) -> None:
        """Plan assignments to variables, by their settings, in the place of an environment's."""
        scribe = Scribe(self.module, statement, call.func)
        writers = {"executor": translation.executor, "run_config": translation.run_config}
        values = {names[key]: writer(scribe) for key, writer in writers.items() if writer}
        column = self.module.tree.position(statement)[1] - 1

        def assign(node: cst.CSTNode, name: str, value: Value) -> cst.Assign:
            assert isinstance(node, cst.Assign)
            target = node.targets[0].with_changes(target=cst.Name(name))
            made = self._moved(value(), call, "", column + len(name) + 3)
            return node.with_changes(targets=[target], value=made)

        (first, value), *rest = values.items()
        self.plan.replace(statement, lambda node: assign(node, first, value))
        for name, later in rest:
            self._append(
                statement, name, later, lambda node, name, made: assign(node, name, lambda: made)
            )

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

    def clear(self, site: Site) -> None:
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
            self.plan.keep_arguments(site.owner, [index])

            def edit(node: cst.CSTNode) -> cst.CSTNode:
                assert isinstance(node, cst.Call)
                return without(node, index)

            self.plan.replace(site.owner, edit)
        self.plan.change(LOCAL, site.arg or site.owner, "`environment=None` is not needed")
