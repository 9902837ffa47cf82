"""What LibCST need not parse: functions, classes and bodies that no codemod has to do with.

LibCST's parse is the dearest step, and most code of a flow's module is none of a migration's
business. Such code is left out: ``...`` stands for it. It is left out only if

- none of its words, comments and strings included, is one that a codemod looks for, or bound to
  the library: what ``Triggers`` says for texts with nothing but stable names;
- nothing that it defines, or stores in an attribute, is named in the code that stays; of a
  function that is decorated there, such as a task, or of a method, the body is left out if the
  function is only called there, and not handed to anything;
- it names nothing that the code that stays binds, save modules of other libraries.

So no value gets from one to the other. Who asks for a name that stands in what was left out gets
``UnseenName``, and the whole text is parsed.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from prefect_codemods.migration import Migration
from prefect_codemods.python.rules import Triggers, joined_triggers

PLACEHOLDER = "..."
_LEAST = 400
"""So many characters must be left out that their parse would cost more than to find them."""
_WORD = re.compile(r"\w+")
_CONTINUED = re.compile(r"[:;][ \t]*\\\r?\n")
"""A line that ends where a statement may begin, so that the statement below isn't LibCST's own."""
_MENTION = re.compile(r"(\w+)(\s*\(|\.map\()?")
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_REACHING = frozenset(
    (
        *("global", "nonlocal", "globals", "locals", "exec", "eval", "import", "__import__"),
        *("super", "__all__", "setattr", "getattr", "hasattr", "delattr", "vars"),
    )
)
"""Words by which code reaches what it doesn't name, or brings names in."""


class UnseenName(Exception):
    """A codemod asks for a name that stands in what was left out."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines that a placeholder stands for.

    It is the statement ``top`` of the module, or the body of the function there; with ``method``
    the body of that statement of the class.
    """

    top: int
    text: str
    whole: bool = False
    method: int | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A module's text with placeholders, what they stand for, and all words of that."""

    text: str
    left_out: tuple[LeftOut, ...]
    words: frozenset[str]


def make_excerpt(text: str, syntax: ast.Module, migration: Migration) -> Excerpt | None:
    """The part of ``text``, parsed as ``syntax``, that matters; ``None`` where all of it does."""
    lines = text.split("\n")
    defined = [top for top in syntax.body if isinstance(top, _DEFINITIONS)]
    if sum(_length(lines, top.lineno, _last_line(top)) for top in defined) < _LEAST:
        return None
    if _is_unusual(text) or not _on_own_lines(syntax.body, lines):
        return None
    chosen = _Choice(lines, syntax, migration).candidates()
    if sum(_length(lines, c.first, c.last) for c in chosen) < _LEAST:
        return None
    return _write_excerpt(lines, chosen)


def _length(lines: Sequence[str], first: int, last: int) -> int:
    return sum(map(len, lines[first - 1 : last]))


def _is_unusual(text: str) -> bool:
    """Whether lines and names can't be told from the text, or statements aren't all that binds."""
    if not text.isascii() and not unicodedata.is_normalized("NFKC", text):
        return True
    if _CONTINUED.search(text):
        return True
    return "\f" in text or ":=" in text or "\r" in text.replace("\r\n", "")


def _on_own_lines(body: Sequence[ast.stmt], lines: Sequence[str]) -> bool:
    """Whether each statement begins on a line of its own, with nothing but blanks before it."""
    last = 0
    for statement in body:
        first = _first_line(statement)
        line = lines[first - 1]
        if first <= last or len(line) - len(line.lstrip(" \t")) != statement.col_offset:
            return False
        last = _last_line(statement)
    return True


def _first_line(statement: ast.stmt) -> int:
    if not isinstance(statement, _DEFINITIONS) or not statement.decorator_list:
        return statement.lineno
    return min(decorator.lineno for decorator in statement.decorator_list)


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno


@dataclass(eq=False, slots=True)
class _Candidate:
    """Lines that may be left out: their words, and the names by which other code gets at them.

    ``whole`` are those of a definition; else they are the body of the function ``name``.
    """

    first: int
    last: int
    top: int
    name: str
    words: frozenset[str]
    attributes: frozenset[str]
    whole: bool = False
    method: int | None = None


@dataclass(slots=True)
class _Kept:
    """Code that stays: all its words, those that it doesn't only call, and what it binds."""

    words: set[str] = field(default_factory=set)
    handed_on: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)

    def add(self, lines: Sequence[str]) -> None:
        """Add the words of some lines."""
        found = _MENTION.findall("\n".join(lines))
        self.words.update(word for word, _ in found)
        self.handed_on.update(word for word, called in found if not called)


class _Connections:
    """By which words of the code that stays it gets at candidates, or they at what it binds."""

    def __init__(self, found: Iterable[_Candidate]) -> None:
        self._named: dict[str, list[_Candidate]] = {}
        self._handed_on: dict[str, list[_Candidate]] = {}
        self._bound: dict[str, list[_Candidate]] = {}
        for candidate in found:
            by_name = self._named if candidate.whole else self._handed_on
            by_name.setdefault(candidate.name, []).append(candidate)
            for word in candidate.attributes:
                self._named.setdefault(word, []).append(candidate)
            for word in candidate.words:
                self._bound.setdefault(word, []).append(candidate)

    def pop(self, kept: _Kept) -> Iterator[_Candidate]:
        """The candidates that ``kept`` is connected with, unless other code was before."""
        for candidates, words in (
            (self._named, kept.words),
            (self._handed_on, kept.handed_on),
            (self._bound, kept.binds),
        ):
            for word in candidates.keys() & words:
                yield from candidates.pop(word)


class _Choice:
    """Which definitions of one module, and which bodies of them, are left out."""

    def __init__(self, lines: Sequence[str], syntax: ast.Module, migration: Migration) -> None:
        self._lines = lines
        self._syntax = syntax
        self._triggers = joined_triggers(migration)
        self._other_programs = migration.prefilter().other_program_words
        self._looked_for = _trigger_words(migration) | set(
            _library_names(syntax, self._triggers.library)
        )
        self._kept = _Kept()

    def candidates(self) -> list[_Candidate]:
        """What is left out, in the order of the text."""
        if "*" in self._looked_for:
            return []
        found: list[_Candidate] = []
        end = 0
        for index, top in enumerate(self._syntax.body):
            if isinstance(top, _DEFINITIONS) and index < len(self._syntax.body) - 1:
                self._keep_lines(end + 1, _first_line(top) - 1)
                found += self._parts_of(top, index)
                end = _last_line(top)
            elif not isinstance(top, (ast.Import, ast.ImportFrom)):
                self._kept.binds.update(_stored_names([top]))
        self._keep_lines(end + 1, len(self._lines))
        return self._without_connections(found)

    def _without_connections(self, found: list[_Candidate]) -> list[_Candidate]:
        """Those of ``found`` that have nothing to do with the code that stays."""
        connections, connected = _Connections(found), set[_Candidate]()
        waiting = [self._kept]
        while waiting:
            for candidate in connections.pop(waiting.pop()):
                if candidate not in connected:
                    connected.add(candidate)
                    kept = _Kept(binds={*candidate.attributes})
                    kept.add(self._lines[candidate.first - 1 : candidate.last])
                    waiting.append(kept)
        return [candidate for candidate in found if candidate not in connected]

    def _parts_of(self, top: _Definition, index: int) -> list[_Candidate]:
        """A definition that no codemod looks at, or those of its bodies that none does."""
        first, last = _first_line(top), _last_line(top)
        words = self._skippable_words(first, last)
        behind = self._syntax.body[index + 1]
        if words is not None and self._ends_plainly(last, _first_line(behind)):
            attributes = frozenset(_stored_attributes(top.body))
            return [_Candidate(first, last, index, top.name, words, attributes, whole=True)]
        self._kept.binds.add(top.name)
        return self._bodies(top, index)

    def _bodies(self, top: _Definition, index: int) -> list[_Candidate]:
        """The bodies that may be left out of a definition that stays."""
        if not isinstance(top, ast.ClassDef):
            return self._body(top, index, None, _first_line(top), _last_line(top))
        found: list[_Candidate] = []
        end = _first_line(top) - 1
        plain = _on_own_lines(top.body, self._lines)
        for number, statement in enumerate(top.body if plain else ()):
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._keep_lines(end + 1, _first_line(statement) - 1)
                found += self._body(
                    statement, index, number, _first_line(statement), _last_line(statement)
                )
                end = _last_line(statement)
        self._keep_lines(end + 1, _last_line(top))
        self._kept.binds.update(_stored_names(top.body))
        return found

    def _body(
        self,
        function: ast.FunctionDef | ast.AsyncFunctionDef,
        index: int,
        number: int | None,
        start: int,
        end: int,
    ) -> list[_Candidate]:
        first, last = _first_line(function.body[0]), _last_line(function.body[-1])
        line = self._lines[first - 1]
        broken = len(line) - len(line.lstrip(" \t")) == function.body[0].col_offset
        header = self._words(function.lineno, first - 1) if broken else frozenset()
        words = (
            self._skippable_words(first, last)
            if broken and header.isdisjoint(self._looked_for)
            else None
        )
        attributes = frozenset(_stored_attributes(function.body))
        if words is None:
            self._keep_lines(start, end)
            self._kept.binds |= attributes
            return []
        self._keep_lines(start, first - 1)
        self._keep_lines(last + 1, end)
        return [_Candidate(first, last, index, function.name, words, attributes, method=number)]

    def _keep_lines(self, first: int, last: int) -> None:
        self._kept.add(self._lines[first - 1 : last])

    def _words(self, first: int, last: int) -> frozenset[str]:
        return frozenset(_WORD.findall("\n".join(self._lines[first - 1 : last])))

    def _skippable_words(self, first: int, last: int) -> frozenset[str] | None:
        """The words of some lines, ``None`` where a codemod may look for one of them."""
        text = "\n".join(self._lines[first - 1 : last])
        words = frozenset(_WORD.findall(text))
        if not words.isdisjoint(self._looked_for):
            return None
        small = text.lower()
        if self._triggers.library in small or self._triggers.text.search(text):
            return None
        return None if any(word in small for word in self._other_programs) else words

    def _ends_plainly(self, last: int, following: int) -> bool:
        """Whether no indented comment below a definition would seem to be the next statement's."""
        return not any(
            line[:1] in (" ", "\t") and line.strip() for line in self._lines[last : following - 1]
        )


@cache
def _trigger_words(migration: Migration) -> frozenset[str]:
    """The words that codemods look for, and those by which code reaches what it doesn't name."""
    wanted: Triggers = joined_triggers(migration)
    catalogue = migration.catalogue()
    return frozenset(
        (
            *wanted.attributes,
            *wanted.keywords,
            *wanted.positional,
            *catalogue.customary,
            *catalogue.lost_classes,
            *_REACHING,
        )
    )


def _library_names(syntax: ast.Module, library: str) -> Iterator[str]:
    """What the imports of the library bind anywhere; ``*`` where that can't be told."""
    for statement in _statements(syntax.body, functions=True):
        if isinstance(statement, ast.ImportFrom):
            if not statement.level and (statement.module or "").split(".")[0] == library:
                yield from (alias.asname or alias.name for alias in statement.names)
            elif any(alias.name == "*" for alias in statement.names):
                yield "*"
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name.split(".")[0] == library:
                    yield alias.asname or library


def _stored_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    """What statements bind in their own scope, and store in attributes there."""
    for statement in _statements(body, functions=False):
        if isinstance(statement, _DEFINITIONS):
            yield statement.name
        for target in _targets(statement):
            for node in (target,) if isinstance(target, ast.Name) else ast.walk(target):
                if isinstance(node, ast.Name):
                    yield node.id
                elif isinstance(node, ast.Attribute):
                    yield node.attr


def _stored_attributes(body: Iterable[ast.stmt]) -> Iterator[str]:
    """The attributes that the code in ``body`` stores something in, functions included."""
    for statement in _statements(body, functions=True):
        for target in _targets(statement):
            if not isinstance(target, ast.Name):
                yield from (n.attr for n in ast.walk(target) if isinstance(n, ast.Attribute))


def _statements(body: Iterable[ast.stmt], *, functions: bool) -> list[ast.stmt]:
    """The statements of ``body`` and those in their blocks; those of functions where asked for."""
    found = [*body]
    for statement in found:  # which grows meanwhile
        if type(statement) in _SIMPLE:
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and not functions:
            continue
        for name in ("body", "orelse", "finalbody"):
            found += getattr(statement, name, ())
        for name in ("handlers", "cases"):
            for part in getattr(statement, name, ()):
                found += part.body
    return found


_SIMPLE = frozenset((ast.Assign, ast.Expr, ast.Return, ast.Import, ast.ImportFrom, ast.Pass))
"""Most of the statements without blocks."""


def _targets(statement: ast.stmt) -> Iterator[ast.AST]:
    """What a statement stores in."""
    if isinstance(statement, (ast.Assign, ast.Delete)):
        yield from statement.targets
    elif isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        yield statement.target
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        yield from (item.optional_vars for item in statement.items if item.optional_vars)


def _write_excerpt(lines: Sequence[str], chosen: Sequence[_Candidate]) -> Excerpt:
    written: list[str] = []
    left_out: list[LeftOut] = []
    end = 0
    for candidate in chosen:
        written += lines[end : candidate.first - 1]
        first, last = lines[candidate.first - 1], lines[candidate.last - 1]
        indent = first[: len(first) - len(first.lstrip(" \t"))]
        text = "\n".join(lines[candidate.first - 1 : candidate.last])
        carriage = "\r" if last.endswith("\r") else ""
        written.append(indent + PLACEHOLDER + carriage)
        left_out.append(
            LeftOut(
                candidate.top,
                text[len(indent) : len(text) - len(carriage)],
                candidate.whole,
                candidate.method,
            )
        )
        end = candidate.last
    written += lines[end:]
    words = frozenset(word for candidate in chosen for word in candidate.words)
    return Excerpt("\n".join(written), tuple(left_out), words)
