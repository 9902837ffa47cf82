"""Modules of known facts, and random edits of them.

Every fact of a module (an import, an argument, an entry, a statement, a comment, a decorator) holds
a word of its own that stands nowhere else. So the words tell of a merge what was kept and lost.
"""

from __future__ import annotations

import copy
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

WORD = re.compile(r"\b[a-z]+_\d+\b")


def laid_out(opened: str, rows: Sequence[str], closed: str, wrapped: bool) -> Iterator[str]:
    """What stands in brackets: on one line, or a line for each."""
    if not wrapped or not rows:
        yield f"{opened}{', '.join(rows)}{closed}"
        return
    indent = opened[: len(opened) - len(opened.lstrip())]
    yield opened
    yield from (f"{indent}    {row}," for row in rows)
    yield f"{indent}{closed}"


@dataclass
class Call:
    """A statement that calls something; ``rows`` are its arguments."""

    name: str
    rows: list[str]
    wrapped: bool = False
    above: list[str] = field(default_factory=list)
    behind: str = ""

    def text(self, indent: str) -> Iterator[str]:
        yield from (f"{indent}# {comment}" for comment in self.above)
        tail = f"  # {self.behind}" if self.behind else ""
        yield from laid_out(f"{indent}{self.name}(", self.rows, f"){tail}", self.wrapped)


@dataclass
class Block:
    """A compound statement inside of a function."""

    head: str
    body: list[Call | Block]
    above: list[str] = field(default_factory=list)

    def text(self, indent: str) -> Iterator[str]:
        yield from (f"{indent}# {comment}" for comment in self.above)
        yield f"{indent}{self.head}:"
        for statement in self.body:
            yield from statement.text(indent + "    ")


@dataclass
class Function:
    """A function or method."""

    name: str
    rows: list[str]
    body: list[Call | Block]
    decorators: list[str] = field(default_factory=list)
    wrapped: bool = False
    above: list[str] = field(default_factory=list)

    def text(self, indent: str) -> Iterator[str]:
        yield from (f"{indent}# {comment}" for comment in self.above)
        yield from (f"{indent}@{decorator}" for decorator in self.decorators)
        yield from laid_out(f"{indent}def {self.name}(", self.rows, "):", self.wrapped)
        for statement in self.body:
            yield from statement.text(indent + "    ")


@dataclass
class Class:
    """A class of methods."""

    name: str
    methods: list[Function]
    above: list[str] = field(default_factory=list)

    def text(self, indent: str) -> Iterator[str]:
        yield from (f"# {comment}" for comment in self.above)
        yield f"class {self.name}:"
        for number, method in enumerate(self.methods):
            yield from [""] * bool(number)
            yield from method.text("    ")
        if not self.methods:
            yield "    pass"


@dataclass
class Table:
    """A dictionary, a list or ``__all__``."""

    name: str
    rows: list[str]
    brackets: str
    wrapped: bool = True
    above: list[str] = field(default_factory=list)

    def text(self, indent: str) -> Iterator[str]:
        yield from (f"# {comment}" for comment in self.above)
        opened = f"{self.name} = {self.brackets[0]}"
        yield from laid_out(opened, self.rows, self.brackets[1], self.wrapped)


@dataclass
class Import:
    """Names from a module."""

    name: str
    rows: list[str]
    wrapped: bool = False
    above: list[str] = field(default_factory=list)

    def text(self, indent: str) -> Iterator[str]:
        yield from (f"# {comment}" for comment in self.above)
        brackets = "()" if self.wrapped else ("", "")
        opened = f"from {self.name} import {brackets[0]}"
        yield from laid_out(opened, self.rows, brackets[1], self.wrapped)


Unit = Import | Table | Function | Class | Call


@dataclass
class Module:
    """A module; its parts in order."""

    imports: list[Import]
    units: list[Unit]

    def text(self) -> str:
        """The source."""
        lines = ['"""A module."""', ""]
        for unit in self.imports:
            lines += unit.text("")
        before = None
        for unit in self.units:
            apart = isinstance(unit, (Function, Class)) or isinstance(before, (Function, Class))
            lines += ["", ""] if apart or before is None else []
            lines += unit.text("")
            before = unit
        return "\n".join(lines) + "\n"


def facts(text: str) -> Counter[str]:
    """The facts of a module, and how often each is told."""
    return Counter(WORD.findall(text))


class Maker:
    """Makes modules and edits of them; each word that it gives is a new one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._last = 0
        self._imported: list[str] = []

    def word(self, stem: str) -> str:
        self._last += 1
        return f"{stem}_{self._last}"

    def some(self, low: int, high: int) -> range:
        return range(self.random.randint(low, high))

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    # -- parts

    def row(self, kind: str) -> str:
        if kind == "call":
            return f"{self.word('key')}={self.word('value')}"
        if kind == "signature":
            return f"{self.word('param')}={self.word('default')!r}"
        if kind == "{}":
            return f"{self.word('entry')!r}: {self.word('value')!r}"
        if kind == "[]":
            return repr(self.word("item"))
        return self.word("name")

    def call(self) -> Call:
        rows = [self.row("call") for _ in self.some(0, 4)]
        above = [self.word("remark")] if self.maybe(0.2) else []
        behind = self.word("remark") if self.maybe(0.1) else ""
        used = self._imported and self.maybe(0.3)
        name = self.random.choice(self._imported) if used else self.word("step")
        return Call(name, rows, self.maybe(0.4), above, behind)

    def body(self, depth: int = 0) -> list[Call | Block]:
        made: list[Call | Block] = []
        for _ in self.some(1, 4):
            if depth < 2 and self.maybe(0.2):
                word = self.random.choice(["if {}", "with {}()", "for part in {}"])
                made.append(Block(word.format(self.word("head")), self.body(depth + 1)))
            else:
                made.append(self.call())
        return made

    def function(self, method: bool = False) -> Function:
        rows = ["self"] * method + [self.row("signature") for _ in self.some(0, 3)]
        decorators = [self.word("mark") for _ in self.some(0, 2)]
        return Function(self.word("work"), rows, self.body(), decorators, self.maybe(0.3))

    def unit(self) -> Unit:
        kind = self.random.choice(["function", "function", "class", "table", "call"])
        if kind == "function":
            return self.function()
        if kind == "class":
            methods = [self.function(method=True) for _ in self.some(1, 3)]
            return Class(self.word("kind"), methods)
        if kind == "table":
            brackets = self.random.choice(["{}", "[]"])
            rows = [self.row(brackets) for _ in self.some(1, 4)]
            return Table(self.word("table"), rows, brackets, self.maybe(0.7))
        return self.call()

    def import_(self) -> Import:
        rows = sorted(self.word("name") for _ in self.some(1, 4))
        self._imported += rows
        return Import(self.word("package"), rows, self.maybe(0.3))

    def module(self) -> Module:
        return Module(
            [self.import_() for _ in self.some(1, 4)], [self.unit() for _ in self.some(2, 5)]
        )

    # -- edits

    def edited(self, module: Module, edits: int) -> Module:
        """A version with so many edits."""
        made = copy.deepcopy(module)
        self._imported = [name for found in made.imports for name in found.rows]
        for _ in range(edits):
            self.edit(made)
        return made

    def edit(self, module: Module) -> None:
        often = (self._row, self._statement)
        others = (self._comment, self._layout, self._unit, self._decorator, self._import)
        self.random.choice((*often, *often, *others, self._move))(module)

    def _holders(self, module: Module) -> list[tuple[Unit, str]]:
        """Whatever has rows."""
        found: list[tuple[Unit, str]] = [(unit, "import") for unit in module.imports]
        found += [(unit, unit.brackets) for unit in module.units if isinstance(unit, Table)]
        found += [(function, "signature") for function in _functions(module)]
        calls = [s for body in _bodies(module) for s in body if isinstance(s, Call)]
        return found + [(call, "call") for call in calls]

    def _row(self, module: Module) -> None:
        holder, kind = self.random.choice(self._holders(module))
        fixed = sum(row == "self" for row in holder.rows)
        at = self.random.randint(fixed, len(holder.rows))
        if kind == "import":
            holder.rows = sorted([*holder.rows, self.word("name")])
        elif len(holder.rows) > fixed + 1 and self.maybe(0.3):
            del holder.rows[min(at, len(holder.rows) - 1)]
        elif len(holder.rows) > fixed and self.maybe(0.3):
            holder.rows[min(at, len(holder.rows) - 1)] = self.row(kind)
        else:
            holder.rows.insert(at, self.row(kind))

    def _statement(self, module: Module) -> None:
        bodies = _bodies(module)
        if not bodies:
            return
        body = self.random.choice(bodies)
        at = self.random.randint(0, len(body))
        if len(body) > 1 and self.maybe(0.3):
            del body[min(at, len(body) - 1)]
        else:
            body.insert(at, self.call())

    def _comment(self, module: Module) -> None:
        every: list[Call | Block | Unit] = [*module.units, *_functions(module)]
        every += [statement for body in _bodies(module) for statement in body]
        chosen = self.random.choice(every)
        if isinstance(chosen, Call) and self.maybe(0.4):
            chosen.behind = self.word("remark")
        elif chosen.above and self.maybe(0.3):
            chosen.above.pop()
        else:
            chosen.above.append(self.word("remark"))

    def _layout(self, module: Module) -> None:
        holder, _ = self.random.choice(self._holders(module))
        holder.wrapped = not holder.wrapped

    def _unit(self, module: Module) -> None:
        classes = [unit for unit in module.units if isinstance(unit, Class)]
        if classes and self.maybe(0.4):
            methods = self.random.choice(classes).methods
            methods.insert(self.random.randint(0, len(methods)), self.function(method=True))
        elif self.maybe(0.3):
            del module.units[self.random.randrange(len(module.units))]
            module.units.append(self.function())
        else:
            module.units.insert(self.random.randint(0, len(module.units)), self.unit())

    def _decorator(self, module: Module) -> None:
        functions = _functions(module)
        if functions:
            decorators = self.random.choice(functions).decorators
            if decorators and self.maybe(0.3):
                decorators.pop()
            else:
                decorators.insert(self.random.randint(0, len(decorators)), self.word("mark"))

    def _import(self, module: Module) -> None:
        at = self.random.randint(0, len(module.imports))
        module.imports.insert(at, self.import_())

    def _move(self, module: Module) -> None:
        classes = [unit for unit in module.units if isinstance(unit, Class)]
        if len(classes) > 1 and self.maybe(0.5):
            source, target = self.random.sample(classes, 2)
            if len(source.methods) > 1:
                method = source.methods.pop(self.random.randrange(len(source.methods)))
                target.methods.insert(self.random.randint(0, len(target.methods)), method)
                return
        unit = module.units.pop(self.random.randrange(len(module.units)))
        module.units.insert(self.random.randint(0, len(module.units)), unit)


def _functions(module: Module) -> list[Function]:
    found = [unit for unit in module.units if isinstance(unit, Function)]
    return found + [m for unit in module.units if isinstance(unit, Class) for m in unit.methods]


def _bodies(module: Module) -> list[list[Call | Block]]:
    found: list[list[Call | Block]] = []
    waiting = [function.body for function in _functions(module)]
    while waiting:
        body = waiting.pop()
        found.append(body)
        waiting += [statement.body for statement in body if isinstance(statement, Block)]
    return found
