"""Mutation testing: ``python tests/long/mutants.py [--most NUMBER] [MODULE…]``.

Each module below is changed in one place at a time (a comparison, a number, a condition, a
statement that is left out…), and the tests must notice. mutmut and cosmic-ray start pytest anew
for each of a thousand mutants; here the tests are collected once, and each mutant is a fork of
that process in which the code of the module's functions is exchanged, so that whoever imported
them has the mutant too. The tests run once without a mutant, and which lines each one runs is
kept: a mutant meets the tests that run its line, quick ones first. Messages, documentation and
annotations are not changed. At least 85 of 100 mutants of each module must be found; those that
were not are printed. With ``--most`` it is a sample of so many of each module.
"""

from __future__ import annotations

import ast
import copy
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, FunctionType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = 0.85
MODULES = (
    "prefect_migrate.conflicts.markers",
    "prefect_migrate.conflicts.segments",
    "prefect_migrate.conflicts.parsing",
    "prefect_migrate.documents.region",
    "prefect_migrate.documents.block_lines",
    "prefect_migrate.reconcile.manifests.text",
    "prefect_migrate.reconcile.verify",
    "prefect_codemods.shell.toml",
    "prefect_codemods.shell.toml_places",
    "prefect_codemods.shell.toml_requirements",
    "prefect_codemods.shell.toml_settings",
    "prefect_codemods.text_edits",
    "prefect_codemods.python.splicing",
)
TESTS = (
    "tests/conflicts",
    "tests/documents",
    "tests/codemods/shell",
    "tests/codemods/test_splicing.py",
    "tests/reconcile",
    "tests/safety/test_fuzzed.py",
    "tests/test_cases.py",
)
SELECTED = "not proof and not comments and not diff and not ruff and not compiles"
# Seconds of tests that one mutant meets at most, and what one test may take without a mutant.
LONGEST = 60.0
SLOWEST = 10.0

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

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return node if node.arg == "help" else self.generic_visit(node)

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


@dataclass(frozen=True)
class Measured:
    """What a test did without a mutant: the seconds it took, and its lines of each module."""

    passed: bool
    seconds: float
    lines: Mapping[str, frozenset[int]]


class Lines:
    """Notes which lines of some files are run."""

    def __init__(self, files: Sequence[str]) -> None:
        self._found: dict[str, set[int]] = {file: set() for file in files}

    def trace(self, frame: FrameType, event: str, argument: object) -> Any:
        lines = self._found.get(frame.f_code.co_filename)
        if lines is None:
            return None

        def each(frame: FrameType, event: str, argument: object) -> Any:
            lines.add(frame.f_lineno)
            return each

        lines.add(frame.f_lineno)
        return each

    def take(self) -> dict[str, list[int]]:
        taken = {file: sorted(lines) for file, lines in self._found.items() if lines}
        for lines in self._found.values():
            lines.clear()
        return taken


class Mutation:
    """A plugin for pytest that runs the collected tests for each mutant of each module."""

    def __init__(self, names: Sequence[str], most: int) -> None:
        self.names = names
        self.most = most
        self.failed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        modules = {name: importlib.import_module(name) for name in self.names}
        files = {name: str(module.__file__) for name, module in modules.items()}
        began = time.monotonic()
        measured = measure(session, list(files.values()))
        for item, one in zip(session.items, measured, strict=True):
            if not one.passed:
                print(f"fails without a mutant: {item.nodeid}")
        took = time.monotonic() - began
        print(f"{len(measured):,} tests without a mutant: {took:.0f} s", flush=True)
        every = killed = 0
        for name, module in modules.items():
            found, count = self._try_module(session, measured, module, files[name])
            every, killed = every + count, killed + found
            self.failed = self.failed or not count or found < WANTED * count
        print(f"mutants: {killed} of {every} found ({killed / max(every, 1):.0%})")
        return True

    def _try_module(
        self, session: pytest.Session, measured: Sequence[Measured], module: ModuleType, file: str
    ) -> tuple[int, int]:
        began = time.monotonic()
        every = list(mutants(Path(file).read_text()))
        chosen = every
        if 0 < self.most < len(every):
            chosen = sorted(random.Random(1).sample(every, self.most), key=lambda one: one.line)
        survivors = []
        first: list[int] = []
        for mutant in chosen:
            numbers = meeting(measured, file, mutant.line, first)
            at = run_mutant(session, module, mutant, numbers, measured)
            if at is None:
                survivors.append((mutant, len(numbers)))
            elif at >= 0:
                # What found one finds others.
                first = [at, *(one for one in first if one != at)]
        found, count = len(chosen) - len(survivors), len(chosen)
        told = f"{found} of {count} mutants found ({found / max(count, 1):.0%})"
        of = f" of {len(every)}" if count < len(every) else ""
        print(f"\n{module.__name__}{of}: {told}, {time.monotonic() - began:.0f} s")
        for mutant, number in survivors:
            print(f"  line {mutant.line}: {mutant.what} ({number} tests)", flush=True)
        return found, count


def meeting(measured: Sequence[Measured], file: str, line: int, first: Sequence[int]) -> list[int]:
    """The tests that a mutant at ``line`` meets: those that run it, as long as there is time."""
    reach = [
        number
        for number, one in enumerate(measured)
        if one.passed and one.seconds < SLOWEST and line in one.lines.get(file, ())
    ]
    rank = {number: at for at, number in enumerate(first)}
    reach.sort(key=lambda number: (rank.get(number, len(rank)), measured[number].seconds))
    seconds, met = 0.0, []
    for number in reach:
        seconds += measured[number].seconds
        met.append(number)
        if seconds > LONGEST:
            break
    return met


def measure(session: pytest.Session, files: Sequence[str]) -> list[Measured]:
    """Run all tests without a mutant, in a child."""
    with tempfile.NamedTemporaryFile("r") as told:
        child = os.fork()
        if not child:
            with _child_of(told.name) as out:
                lines = Lines(files)
                for number in range(len(session.items)):
                    began = time.monotonic()
                    sys.settrace(lines.trace)
                    passed = _passes(session, number)
                    sys.settrace(None)
                    taken = time.monotonic() - began
                    json.dump([passed, taken, lines.take()], out)
                    out.write("\n")
        os.waitpid(child, 0)
        rows = [json.loads(row) for row in told]
    found = [
        Measured(passed, taken, {file: frozenset(some) for file, some in lines.items()})
        for passed, taken, lines in rows
    ]
    return found + [Measured(False, 0.0, {})] * (len(session.items) - len(found))


def run_mutant(
    session: pytest.Session,
    module: ModuleType,
    mutant: Mutant,
    numbers: Sequence[int],
    measured: Sequence[Measured],
) -> int | None:
    """The first test that finds the mutant; below 0 where it ends or hangs the tests."""
    with tempfile.NamedTemporaryFile("r") as told:
        child = os.fork()
        if not child:
            with _child_of(told.name) as out:
                exchange(module, mutant)
                for number in numbers:
                    if not _passes(session, number):
                        out.write(f"{number}\n")
                        out.flush()
                        os._exit(1)
                out.write("none\n")
        most = 30 + 5 * sum(measured[number].seconds for number in numbers)
        status = _wait(child, most)
        said = told.read().strip()
    if said == "none" and status == 0:
        return None
    return int(said) if said.isdecimal() else -1


class _child_of:
    """What a child does: silent, its results in a file, and at its end it is gone."""

    def __init__(self, name: str) -> None:
        self.out = open(name, "w")  # noqa: SIM115, PTH123

    def __enter__(self) -> Any:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        return self.out

    def __exit__(self, *exception: object) -> None:
        self.out.close()
        os._exit(int(exception[0] is not None))


def _passes(session: pytest.Session, number: int) -> bool:
    before = session.testsfailed
    item = session.items[number]
    # As if it were the last one: its fixtures are torn down, and the next is set up anew.
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    return session.testsfailed == before


def _wait(child: int, seconds: float) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def main(*words: str) -> int:
    os.chdir(ROOT)
    most, names = 0, list(words)
    if names[:1] == ["--most"]:
        most = int(names[1])
        del names[:2]
    mutation = Mutation(names or MODULES, most)
    arguments = [*TESTS, "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    arguments += ["-m", "not slow and not real_prefect", "-k", SELECTED, "--capture=no"]
    code = pytest.main(arguments, plugins=[mutation])
    return int(mutation.failed or code not in (0, 5))


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]
    sys.exit(main(*sys.argv[1:]))
