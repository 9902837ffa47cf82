"""What must hold of merged Python, whatever made it."""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import TypeVar

from prefect_codemods.python import normal_form
from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.statements.call_fits import (
    CallProblem,
    call_problems,
    certain_call_problems,
)
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.facts import Fact
from prefect_migrate.reconcile.statements.members import (
    Members,
    lost_members,
    misused_members,
    unknown_attributes,
)
from prefect_migrate.reconcile.statements.scopes import confused_functions

_Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OF_SEVERAL = {"overload", "setter", "getter", "deleter", "register", "dispatch"}
Problem = TypeVar("Problem")
_WIRING = {"set_upstream", "set_downstream", "set_dependencies", "add_edge", "chain", "bind"}


def count_definitions(tree: ast.Module) -> Counter[str]:
    """How often each function, class and import binds its name, with the class it stands in."""
    return Counter(_defined(tree.body, ""))


def _defined(body: list[ast.stmt], owner: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, _Definition) and not any(map(adds_to, node.decorator_list)):
            yield owner + node.name
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body, f"{owner}{node.name}.")
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield owner + (alias.asname or alias.name)


def adds_to(decorator: ast.expr) -> bool:
    """Whether a decorator makes a definition one of several of its name, as `@x.setter` does."""
    if isinstance(decorator, ast.Call):
        decorator = decorator.func
    name = decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")
    return name in _OF_SEVERAL


def wired_twice(tree: ast.Module) -> frozenset[str]:
    """The flows that are wired both by calls in a ``with`` block and by the imperative API."""
    functional: set[str] = set()
    imperative: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.With):
            bound = node.items[0].optional_vars
            if isinstance(bound, ast.Name) and not isinstance(node.body[0], ast.Pass):
                functional.add(bound.id)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            func = node.value.func
            if isinstance(func, ast.Attribute) and func.attr in _WIRING:
                imperative |= normal_form.free_names(node)
    return frozenset(functional & imperative)


def set_twice(tree: ast.Module) -> frozenset[tuple[str, str]]:
    """Names with attributes that are set both in the call that makes them and by an assignment."""
    made: set[tuple[str, str]] = set()
    assigned: set[tuple[str, str]] = set()
    for node in tree.body:
        if isinstance(node, ast.With):
            made.update(
                _keywords_by_target(node.items[0].context_expr, node.items[0].optional_vars)
            )
        elif isinstance(node, ast.Assign):
            made.update(_keywords_by_target(node.value, node.targets[0]))
            target = node.targets[0]
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                assigned.add((target.value.id, target.attr))
    return frozenset(made & assigned)


def _keywords_by_target(call: ast.expr, target: ast.expr | None) -> Iterator[tuple[str, str]]:
    if isinstance(call, ast.Call) and isinstance(target, ast.Name):
        yield from ((target.id, keyword.arg) for keyword in call.keywords if keyword.arg)


def _names_read(text: Text) -> Counter[str]:
    return Counter(node.id for node in text.nodes(ast.Name) if isinstance(node.ctx, ast.Load))


def keys_twice(text: Text) -> frozenset[str]:
    """The constants that are keys of one dictionary twice."""
    found: set[str] = set()
    for node in text.nodes(ast.Dict):
        keys = Counter(repr(key.value) for key in node.keys if isinstance(key, ast.Constant))
        found.update(key for key, count in keys.items() if count > 1)
    return frozenset(found)


class ModuleSides:
    """The two texts that a result must do justice to."""

    def __init__(
        self, newer: Text, older: Text, base: Text | None = None, *, exact: bool = False
    ) -> None:
        self.exact = exact
        self.texts = newer.text, older.text
        self.names = newer.names, older.names
        self.modules = newer, older
        self.base = base
        self.members = newer.reading(Members), older.reading(Members)
        self.counts = count_definitions(newer.tree), count_definitions(older.tree)
        self.definitions = self.counts[0] | self.counts[1]
        self.wired_twice = wired_twice(newer.tree) | wired_twice(older.tree)
        self.set_twice = set_twice(newer.tree) | set_twice(older.tree)
        kept = {line.rstrip() for line in newer.lines} & {line.rstrip() for line in older.lines}
        self.kept = kept - {""}

    @cached_property
    def _given_up(self) -> frozenset[str]:
        """The names that one side reads less often than the base."""
        if self.base is None:
            return frozenset()
        known = self.base.reading(_names_read)
        sides = [side.reading(_names_read) for side in self.modules]
        return frozenset(name for name in known if min(s[name] for s in sides) < known[name])

    def confused_facts(self, view: Text, *, bound_only: bool = False) -> dict[Fact, str]:
        """What must stay open: functions in which a name means another thing than on a side, both
        places in which a result would set one attribute, calls that don't fit what they call, and
        what uses a method or an attribute that was removed. ``bound_only`` is for ``confused_functions``.
        """
        if view.text in self.texts and self.exact:
            return {}
        confusions = confused_functions(view, *self.modules, bound_only=bound_only)
        found = {Fact("", "definition", name): why for name, why in confusions}
        for name, attribute in sorted(set_twice(view.tree) - self.set_twice):
            why = f"{attribute} of {name} would be set twice"
            found[Fact("", "assigned", f"{name}.{attribute}")] = why
            found[Fact("", "binding", name)] = why
        unfit = frozenset(filter(self._is_of_both, self._new_to(view, call_problems)))
        twice = self._new_to(view, keys_twice)
        unknown: frozenset[str] = frozenset()
        if not self.exact:
            unfit |= self._brought_by_git(view, certain_call_problems)
            twice |= self._brought_by_git(view, keys_twice)
            unknown = self._brought_by_git(view, unknown_attributes)
        for key in sorted(twice):
            found[Fact("", "constant", key)] = f"the key {key} would appear twice in one dictionary"
        for called, problem, _ in sorted(unfit):
            why = f"one side calls {called}, which {problem} on the other"
            found[Fact("", "call", called)] = why
            found[Fact("", "definition", called.rpartition(".")[2])] = why
        for name in lost_members(view.reading(Members), self.members):
            why = f"{name} is used on one side and removed on the other"
            found |= {Fact("", kind, name): why for kind in ("attr", "definition", "assigned")}
        misused = self._new_to(view, misused_members)
        if not self.exact and self.base is not None:  # read bare, a method may be handed on
            brought = self._brought_by_git(view, misused_members)
            misused |= brought & self.base.reading(misused_members)
        for name in sorted(misused):
            why = f"{name} is a property on one side and a method on the other"
            found |= {Fact("", kind, name): why for kind in ("attr", "definition")}
        for name in unknown:
            found.setdefault(Fact("", "attr", name), f"nothing sets the attribute {name}")
        return found

    def faults(self, view: Text, side: int, opened: Collection[str]) -> dict[str, str]:
        """What is wrong with a result: a name that it is about (or ``""``), and a sentence.

        ``view`` is filled from the newer side (0) or the older one (1). A result that is the one
        side to the letter is that side's own affair, and so is a name that it uses and never
        binds, where all that uses it is ``opened`` already, or the sides are exact.
        """
        # Whoever wrote that side answers for it; a merge that takes it whole adds no fault.
        if view.text in self.texts:
            return {}
        tree = view.tree
        try:
            # The parser lets pass what only compiling refuses, such as `return` outside of a
            # function.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(tree, "merged", "exec", dont_inherit=True)
            its = view.names
        except SyntaxError as error:
            return {"": f"the merged code would not compile ({error.msg})"}
        found: dict[str, str] = {}
        known = self.names[0].resolved | self.names[1].resolved
        expected = self.names[side].unresolved & frozenset(opened)
        for name in sorted(its.unresolved & known - expected):
            found[name] = f"{name} is used on one side and removed on the other"
        fresh = self.names[0].unresolved ^ self.names[1].unresolved
        judged = not its.starred and not self.exact
        for name in sorted(its.unresolved & fresh - known - expected) if judged else ():
            found[name] = f"{name} is new on one side and bound nowhere"
        for name in sorted(its.unresolved & self._given_up - expected) if judged else ():
            found.setdefault(name, f"{name} is bound nowhere: git may have merged a new name of it")
        for name, count in count_definitions(tree).items():
            if count > max(self.definitions[name], 1):
                found[name.split(".")[0]] = f"{name} would be defined twice"
        for name in sorted(wired_twice(tree) - self.wired_twice):
            found[name] = f"the flow {name} would be built with two APIs at once"
        return found

    def _is_of_both(self, problem: CallProblem) -> bool:
        """Whether what is called is no method that only one side knows: of what may be any object."""
        owner, _, name = problem.called.rpartition(".")
        return owner in ("", "self", "cls") or all(name in side.defined for side in self.members)

    def _new_to(self, view: Text, read: Callable[[Text], frozenset[Problem]]) -> frozenset[Problem]:
        """The problems of a result that no side has."""
        made = view.reading(read)
        return made.difference(*(side.reading(read) for side in self.modules)) if made else made

    def _brought_by_git(
        self, view: Text, read: Callable[[Text], frozenset[Problem]]
    ) -> frozenset[Problem]:
        """The problems of a result that some version put together from markers lacks.

        Where a side has them, what git merged outside of the markers may have brought them about.
        """
        made = view.reading(read)
        versions = [*self.modules, *([self.base] if self.base else [])]
        return (
            made - frozenset.intersection(*(version.reading(read) for version in versions))
            if made
            else made
        )

    def half_merged(self, view: Text) -> dict[str, str]:
        """What is wrong with a whole result that may be the one side to the letter.

        Sides put together from markers hold what git has merged already: there, a name may be
        bound between the markers only, or defined once outside of them and once between them.
        """
        if self.exact:
            return {}
        known = self.names[0].resolved | self.names[1].resolved
        lost = view.names.unresolved & known
        found = {name: f"{name} is used on one side and removed on the other" for name in lost}
        newer, older = self.counts
        for name, count in count_definitions(view.tree).items():
            if count > 1 and newer[name] != older[name]:
                found[name.split(".")[0]] = f"{name} would be defined twice"
        return found

    def lost(self, text: str) -> list[str]:
        """Lines that stand on both sides and not in the result."""
        return sorted(self.kept - set(map(str.rstrip, split_lines(text))))
