"""Mutation testing: ``python tests/long/mutants.py [MODULE…]``.

Each module below is changed in one place at a time (a comparison, a number, a condition, a
statement that is left out…), and the tests beside it must notice. mutmut and cosmic-ray start
pytest anew for each of a thousand mutants; here the tests are collected once, and each mutant is a
fork of that process in which the code of the module's functions is exchanged, so that whoever
imported them has the mutant too. Messages, documentation and annotations are not changed. At
least 85 of 100 mutants must be found; those that were not are printed.
"""

from __future__ import annotations

import ast
import copy
import importlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = 0.85
AT_ONCE = 2
CASES = "tests/test_cases.py"
FUZZED = "tests/safety/test_fuzzed.py"
PARSER = ("tests/conflicts", FUZZED)
DOCUMENTS = ("tests/documents", FUZZED, CASES)
MODULES: dict[str, tuple[tuple[str, ...], str]] = {
    "prefect_migrate.conflicts.markers": (PARSER, "not proof"),
    "prefect_migrate.conflicts.segments": (PARSER, "not proof"),
    "prefect_migrate.conflicts": (PARSER, "not proof"),
    "prefect_migrate.documents.splice": (DOCUMENTS, "documents or fuzzed or docstrings"),
    "prefect_migrate.documents.block_lines": (DOCUMENTS, "documents or fuzzed or rst"),
    "prefect_migrate.reconcile.manifests.text": (
        ("tests/reconcile/test_manifests.py", "tests/reconcile/test_manifest_three_way.py"),
        "manifest",
    ),
    "prefect_migrate.reconcile.verify": (
        ("tests/reconcile/test_edits.py", "tests/reconcile/test_promises.py", FUZZED),
        "edits or promises or fuzzed",
    ),
    "prefect_codemods.shell.toml": (
        ("tests/codemods/shell/test_files.py", FUZZED, CASES),
        "files or fuzzed or toml",
    ),
    "prefect_codemods.text_edits": (("tests/codemods/shell",), "shell"),
}
"""The tests beside each module, and which of them: quick ones, for they run once for a mutant."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Mod: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """One change: where, what, and the changed module."""

    line: int
    what: str
    tree: ast.Module


class Changes(ast.NodeTransformer):
    """Makes the change with one number; counts them all."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.count = 0
        self.made: tuple[int, str] | None = None

    def _now(self, node: ast.AST, what: str) -> bool:
        self.count += 1
        if self.count - 1 != self.wanted:
            return False
        self.made = (getattr(node, "lineno", 0), what)
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for at, op in enumerate(node.ops):
            other = COMPARED[type(op)]
            if self._now(node, f"{type(op).__name__} -> {other.__name__}"):
                node.ops[at] = other()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._now(node, "and <-> or"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not) and self._now(node, "without not"):
            return node.operand
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = COMPUTED.get(type(node.op))
        if other and self._now(node, f"{type(node.op).__name__} -> {other.__name__}"):
            node.op = other()
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        if self._now(node, "statement left out"):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            if self._now(node, f"{node.value} -> {not node.value}"):
                return ast.copy_location(ast.Constant(not node.value), node)
        elif isinstance(node.value, int):
            if self._now(node, f"{node.value} -> {node.value + 1}"):
                return ast.copy_location(ast.Constant(node.value + 1), node)
        elif isinstance(node.value, str) and self._now(node, f"{node.value!r} -> another text"):
            return ast.copy_location(ast.Constant(f"XX{node.value}"), node)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node
        self.generic_visit(node)
        if self._now(node, "if -> if not"):
            node.test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if self._now(node, "if -> if not"):
            node.body, node.orelse = node.orelse, node.body
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        if node.ifs and self._now(node.ifs[0], "condition left out"):
            node.ifs = []
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if node.value is not None and not _is_none(node.value) and self._now(node, "return None"):
            node.value = ast.copy_location(ast.Constant(None), node)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node
        self.generic_visit(node)
        if self._now(node, "statement left out"):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        # What is said is not changed: a test that holds every word only holds the words.
        if self._now(node, "raise left out"):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_Continue(self, node: ast.Continue) -> ast.AST:
        return ast.copy_location(ast.Break(), node) if self._now(node, "-> break") else node

    def visit_Break(self, node: ast.Break) -> ast.AST:
        return ast.copy_location(ast.Continue(), node) if self._now(node, "-> continue") else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return node


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant; only the bodies of functions are changed."""
    tree = ast.parse(source)
    number = 0
    while True:
        made = copy.deepcopy(tree)
        changes = Changes(number)
        for node in ast.walk(made):
            if isinstance(node, ast.FunctionDef) and not _inside_function(made, node):
                changes.visit(node)
        if changes.made is None:
            return
        number += 1
        yield Mutant(*changes.made, ast.fix_missing_locations(made))


def _inside_function(tree: ast.Module, node: ast.FunctionDef) -> bool:
    return any(
        node is not other and node in list(ast.walk(other))
        for other in ast.walk(tree)
        if isinstance(other, ast.FunctionDef)
    )


def exchange(module: ModuleType, mutant: Mutant) -> None:
    """Give the functions of ``module`` the code of the mutant."""
    made = ModuleType(module.__name__)
    made.__dict__.update({"__file__": module.__file__, "__package__": module.__package__})
    made.__dict__["__path__"] = getattr(module, "__path__", [])
    sys.modules[module.__name__] = made
    exec(compile(mutant.tree, module.__file__ or "", "exec"), made.__dict__)
    sys.modules[module.__name__] = module
    _exchange(vars(module), vars(made))


def _exchange(old: dict[str, object] | object, new: dict[str, object] | object) -> None:
    for name, value in dict(new).items():  # type: ignore[call-overload]
        mine = old.get(name)  # type: ignore[union-attr]
        theirs, ours = _function(value), _function(mine)
        if theirs is not None and ours is not None:
            if ours.__code__.co_freevars == theirs.__code__.co_freevars:
                ours.__code__ = theirs.__code__
        elif isinstance(value, type) and isinstance(mine, type) and mine is not value:
            _exchange(vars(mine), vars(value))


def _function(value: object) -> FunctionType | None:
    """The function behind a property, a cached one, a static or a class method."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        value = getattr(value, name, None) or value
    return value if isinstance(value, FunctionType) else None


class Mutation:
    """A plugin for pytest that runs the collected tests once for each mutant."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.survivors: list[Mutant] = []
        self.count = 0
        self.failed = False
        self.found_by = multiprocessing.RawArray("i", 64)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        module = importlib.import_module(self.name)
        source = Path(module.__file__ or "").read_text()
        started = time.monotonic()
        self._leave_out_what_fails(session)
        if not session.items:
            self.failed = True
            return True
        most = 10 + 3 * (time.monotonic() - started)
        running: dict[int, tuple[Mutant, float, int]] = {}
        for mutant in mutants(source):
            self.count += 1
            slot = self.count % len(self.found_by)
            self.found_by[slot] = -1
            child = _fork(
                lambda mutant=mutant: exchange(module, mutant),  # type: ignore[misc]
                session,
                lambda at, slot=slot: self.found_by.__setitem__(slot, at),  # type: ignore[misc]
            )
            running[child] = (mutant, time.monotonic() + most, slot)
            while len(running) >= AT_ONCE:
                self._collect(running, session)
        while running:
            self._collect(running, session)
        return True

    def _leave_out_what_fails(self, session: pytest.Session) -> None:
        """Run the tests without a mutant; those that fail by themselves find nothing."""
        failed = multiprocessing.RawArray("b", len(session.items))
        _wait(_fork(lambda: None, session, lambda at: failed.__setitem__(at, 1), every=True), 3_600)
        for item, wrong in zip(session.items, failed, strict=True):
            if wrong:
                print(f"\nfails without a mutant: {item.nodeid}")
        pairs = zip(session.items, failed, strict=True)
        session.items[:] = [item for item, wrong in pairs if not wrong]

    def _collect(
        self, running: dict[int, tuple[Mutant, float, int]], session: pytest.Session
    ) -> None:
        time.sleep(0.02)
        for child, (mutant, end, slot) in list(running.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if not done and time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                del running[child]
            elif done:
                del running[child]
                if status == 0:
                    self.survivors.append(mutant)
                elif (at := self.found_by[slot]) > 0:
                    # What found one finds others.
                    session.items.insert(0, session.items.pop(at))


def _fork(
    before: Callable[[], None],
    session: pytest.Session,
    tell: Callable[[int], None],
    *,
    every: bool = False,
) -> int:
    """A child that runs the tests, all or up to the first that fails; it ends with 0 if none does.

    It tells the number of each test that fails.
    """
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        before()
        for at, item in enumerate(session.items):
            following = session.items[at + 1] if at + 1 < len(session.items) else None
            before_it = session.testsfailed
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed > before_it:
                tell(at)
                if not every:
                    break
        code = int(bool(session.testsfailed))
    finally:
        os._exit(code)


def _wait(child: int, seconds: float) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def main(*names: str) -> int:
    os.chdir(ROOT)
    every = killed = 0
    failed = False
    for name in names or MODULES:
        mutation = Mutation(name)
        beside, selected = MODULES[name]
        arguments = [*beside, "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
        arguments += ["-m", "not slow and not real_prefect", "-k", selected, "--capture=no"]
        began = time.monotonic()
        pytest.main(arguments, plugins=[mutation])
        failed = failed or mutation.failed or not mutation.count
        found = mutation.count - len(mutation.survivors)
        every, killed = every + mutation.count, killed + found
        took = time.monotonic() - began
        share = found / max(mutation.count, 1)
        print(f"\n{name}: {found} of {mutation.count} mutants found ({share:.0%}), {took:.0f} s")
        for mutant in mutation.survivors:
            print(f"  line {mutant.line}: {mutant.what}", flush=True)
    print(f"mutants: {killed} of {every} found ({killed / max(every, 1):.0%})")
    return int(failed or killed < WANTED * every)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]
    sys.exit(main(*sys.argv[1:]))
