"""Reads one word of shell text at a time; see ``words`` for commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Dialect = Literal["shell", "console", "dockerfile", "makefile", "ini"]


class Unreadable(Exception):
    """Shell text that can't be read; ``offset`` is where the trouble starts."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``text[start:end]`` is ``raw``.

    ``value`` is what the command gets, ``None`` where that depends on an expansion. ``prefix`` is
    the known beginning of the value (all of it where it is known). ``single``: the shell makes
    exactly one argument of it, whatever an expansion holds.
    """

    raw: str
    value: str | None
    prefix: str
    single: bool
    start: int
    end: int


META = frozenset(" \t\n;&|()<>")
"""Characters that end a word; so does a carriage return before a line end."""

_NAME = re.compile(r"[A-Za-z_]\w*")
_PLACEHOLDER = re.compile(
    r"<[A-Za-z_][\w-]*(?:[ ./:|-]+[\w-]+)*>(?![A-Za-z0-9_])|\{\{[^{}\n]*\}\}"
    r"|<<[ \t]*(?:parameters|pipeline|matrix)\.[\w.-]+[ \t]*>>"
)
"""`<YOUR_TOKEN>` of a page, `{{ token }}` of a template and `<< parameters.token >>` of CircleCI,
which stand for a word."""
_NOT_EXPANDED = re.compile(r"\{(?:[A-Za-z_][\w.\[\]:'!-]*|)\}")
"""Braces without a comma: the shell leaves them as they are, tox and IPython write a word there."""
_INTERPOLATION = re.compile(r"%\([^)\n]*\)[a-z]")
"""``%(ENV_NAME)s`` of an INI file."""
_MACRO = re.compile(r"\$\([A-Za-z]\w*(?:\.\w+)+\)|\$\{\{[^{}\n]*\}\}")
"""A variable of Azure Pipelines, Tekton or GitHub, which stands for a word."""
_CONTINUATION = re.compile(r"\\\r?\n")
_PROMPTED = re.compile(r"\\\r?\n(?:[ \t]*>(?=[ \t]))?")
"""A line that goes on behind the prompt with which a terminal asks for the rest."""
_SPECIAL = frozenset("@*#?-$!0123456789")


class WordReader:
    """Reads from ``pos`` to ``end``; a subclass reads the commands in substitutions."""

    def __init__(self, text: str, start: int, end: int, dialect: Dialect) -> None:
        self.text = text
        self.pos = start
        self.end = end
        self.dialect = dialect

    def peek(self, length: int = 1) -> str:
        """The next characters, fewer at the end."""
        return self.text[self.pos : min(self.pos + length, self.end)]

    def made(self, start: int, value: str | None, prefix: str, single: bool) -> Word:
        """The word that was read from ``start`` on."""
        return Word(self.text[start : self.pos], value, prefix, single, start, self.pos)

    def substitution(self, closer: str) -> None:
        """Read the commands of a substitution up to and over ``closer``."""
        raise NotImplementedError

    def between_backticks(self, start: int, end: int) -> None:
        """Read the commands between two backticks."""
        raise NotImplementedError

    def word(self) -> Word:
        """Read one word; there is at least one character of it."""
        start = self.pos
        value: list[str] = []
        known = single = True
        piece: str | None
        while (char := self.peek()) and (char not in META or self.placeholder()):
            # A line end of Windows ends a word; a lone carriage return is one of its characters.
            if char == "\r" and self.peek(2) == "\r\n":
                break
            if char == "\\":
                if skip := self.continues():
                    self.pos += skip
                    continue
                self._need(2, "a backslash ends the text")
                piece = self.text[self.pos + 1]
                self.pos += 2
            elif char == "'":
                piece = self._single_quoted()
                # make puts its variables in before the shell sees any quotes.
                if self.dialect == "makefile" and "$" in piece:
                    piece = None
            elif char == '"':
                inside, whole, one = self._double_quoted()
                single = single and one
                if known:
                    value.append(inside)
                known = known and whole
                continue
            elif match := self.placeholder() or self._written_elsewhere():
                self.pos = match.end()
                piece = None
            elif char == "$" or char == "`":
                quoted = self.peek(2) in ("$'", '$"')
                piece = self._expansion()
                single = single and (quoted or piece is not None)
            else:
                piece = char
                self.pos += 1
                # The shell puts in other words here, of any number; a tilde does so only at the
                # beginning.
                if char in "*?[{~":
                    piece = None if char != "~" or self.pos == start + 1 else char
                    single = single and char == "~"
            if piece is None:
                known = False
            elif known:
                value.append(piece)
        text = "".join(value)
        return self.made(start, text if known else None, text, single)

    def placeholder(self) -> re.Match[str] | None:
        """The words here that stand for one which the reader is to fill in."""
        if self.peek() not in ("<", "{"):
            return None
        return _PLACEHOLDER.match(self.text, self.pos, self.end)

    def _written_elsewhere(self) -> re.Match[str] | None:
        """What another program writes a word for."""
        if self.peek() == "{":
            return _NOT_EXPANDED.match(self.text, self.pos, self.end)
        if self.peek() == "$" and self.dialect != "makefile":
            return _MACRO.match(self.text, self.pos, self.end)
        if self.dialect != "ini":
            return None
        return _INTERPOLATION.match(self.text, self.pos, self.end)

    def _need(self, length: int, message: str) -> None:
        if self.pos + length > self.end:
            raise Unreadable(message, self.pos)

    def _single_quoted(self) -> str:
        close = self.text.find("'", self.pos + 1, self.end)
        if close < 0:
            raise Unreadable("a quote is not closed", self.pos)
        value = self.text[self.pos + 1 : close]
        self.pos = close + 1
        return value

    def _double_quoted(self) -> tuple[str, bool, bool]:
        """The known beginning, whether that is all, and whether it is one argument for certain."""
        start = self.pos
        self.pos += 1
        value: list[str] = []
        known = single = True
        while True:
            char = self.peek()
            if not char:
                raise Unreadable("a quote is not closed", start)
            if char == '"':
                self.pos += 1
                return "".join(value), known, single
            if char == "\\":
                follow = self.peek(2)[1:]
                skip = self.continues()
                if not skip and known:
                    value.append(follow if follow in '$`"\\' else char + follow)
                self.pos += skip or 2
            elif char in "$`":
                # `"$@"` and `"${names[@]}"` are as many arguments as there are values.
                at = self.pos
                piece = self._expansion(quoted=True)
                single = single and "@" not in self.text[at : self.pos]
                if known and piece is not None:
                    value.append(piece)
                known = known and piece is not None
            else:
                if known:
                    value.append(char)
                self.pos += 1

    def _expansion(self, quoted: bool = False) -> str | None:
        """Read what ``$`` or a backtick starts; its value only where ``$`` stands for itself."""
        if self.peek() == "`":
            self._backticks()
            return None
        if self.dialect == "makefile" and not self._make_variable():
            return None
        rest = self.peek(2)[1:]
        if rest == "(":
            if self.peek(3) == "$((":
                self.pos += 1
                self.arithmetic()
                return None
            self.pos += 2
            self.substitution(")")
        elif rest == "{":
            self.pos += 2
            self._braces()
        elif rest == "'" and not quoted:
            self.pos += 1
            self._ansi()
        elif rest == '"' and not quoted:
            self.pos += 1
            self._double_quoted()
        elif rest in _SPECIAL and rest:
            self.pos += 2
        elif match := _NAME.match(self.text, self.pos + 1, self.end):
            self.pos = match.end()
        else:
            self.pos += 1
            return "$"
        return None

    def _make_variable(self) -> bool:
        """Step over ``$(VAR)`` or to the second dollar of ``$$``; whether the shell's is next."""
        follow = self.peek(2)[1:]
        if follow == "$":
            self.pos += 1
            return True
        close = {"(": ")", "{": "}"}.get(follow)
        if close is None:
            # A dollar at the end of the line names nothing.
            self.pos += 2 if follow.strip() else 1
            return False
        depth = 0
        for at in range(self.pos + 1, self.end):
            depth += (self.text[at] == follow) - (self.text[at] == close)
            if not depth:
                self.pos = at + 1
                return False
        raise Unreadable("a make variable is not closed", self.pos)

    def _braces(self) -> None:
        start = self.pos
        depth = 1
        while depth:
            char = self.peek()
            if not char:
                raise Unreadable("`${` is not closed", start)
            if char == "\\":
                self.pos += 2
            elif char == "'":
                self._single_quoted()
            elif char == '"':
                self._double_quoted()
            elif char in "$`":
                self._expansion(quoted=True)
            else:
                depth += (char == "{") - (char == "}")
                self.pos += 1

    def _ansi(self) -> None:
        start = self.pos
        self.pos += 1
        while (char := self.peek()) != "'":
            if not char:
                raise Unreadable("a quote is not closed", start)
            self.pos += 2 if char == "\\" else 1
        self.pos += 1

    def arithmetic(self) -> None:
        """Step over what stands in ``((…))``."""
        close = self.text.find("))", self.pos, self.end)
        if close < 0:
            raise Unreadable("`((` is not closed", self.pos)
        self.pos = close + 2

    def continues(self) -> int:
        """How long the line continuation here is; 0 where there is none."""
        if self.peek() != "\\":
            return 0
        pattern = _PROMPTED if self.dialect == "console" else _CONTINUATION
        match = pattern.match(self.text, self.pos, self.end)
        return len(match.group()) if match else 0

    def _backticks(self) -> None:
        close = self.pos + 1
        while close < self.end and self.text[close] != "`":
            close += 2 if self.text[close] == "\\" else 1
        if close >= self.end:
            raise Unreadable("a backtick is not closed", self.pos)
        body = self.text[self.pos + 1 : close]
        if "\\" not in body and '"' not in body:
            self.between_backticks(self.pos + 1, close)
        self.pos = close + 1
