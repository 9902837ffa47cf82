"""The words of shell text with the places where they stand.

A small reader of the POSIX shell's grammar, with bash's additions as far as they decide where a
word or a command ends. It never guesses: a word whose value depends on an expansion has no value,
and text that it can't read raises ``Unreadable``. (bashlex is under the GPL and refuses
``case`` and arithmetic; tree-sitter needs a compiled grammar.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Dialect = Literal["shell", "dockerfile", "makefile", "ini"]


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


@dataclass(slots=True)
class Command:
    """A simple command: its words with leading assignments, without redirections.

    ``array``: the words are the elements of an array, not a command. ``writes``: its output goes
    to a file. ``docs`` are the bodies of its here-documents as (start, end).
    """

    words: list[Word] = field(default_factory=list)
    array: bool = False
    writes: bool = False
    docs: list[tuple[int, int]] = field(default_factory=list)


_BLANK = " \t"
_ENDS = frozenset(";&|\n()")
_META = frozenset(" \t\r\n;&|()<>")
_OPENING = frozenset(
    ("if", "then", "elif", "else", "while", "until", "do", "!", "{", "time", "coproc", "fi")
) | {"done", "esac", "}"}
_HEADS = ("for", "select", "case", "function")
_NAME = re.compile(r"[A-Za-z_]\w*")
_SPECIAL = frozenset("@*#?-$!0123456789")
_REDIRECT = re.compile(r"(?:\d+|\{[A-Za-z_]\w*\})?(?:<<<|<<-?|<>|<&|>>|>&|>\||<|>)|&>>?")
_ASSIGNS_ARRAY = re.compile(r"[A-Za-z_]\w*\+?=")


def scan(
    text: str, start: int = 0, end: int | None = None, dialect: Dialect = "shell"
) -> tuple[Command, ...]:
    """The simple commands of ``text[start:end]``, also those in substitutions, by position.

    Raises ``Unreadable``.
    """
    found, trouble = scan_all(text, start, end, dialect)
    if trouble is not None:
        raise trouble
    return found


def scan_all(
    text: str, start: int = 0, end: int | None = None, dialect: Dialect = "shell"
) -> tuple[tuple[Command, ...], Unreadable | None]:
    """As ``scan``; with the trouble that ended the reading, and the commands before it."""
    scanner = _Scanner(text, start, len(text) if end is None else end, dialect)
    trouble = None
    try:
        scanner.commands("")
    except Unreadable as error:
        trouble = error
    except RecursionError:
        trouble = Unreadable("nested too deeply", scanner.pos)
    done = [command for command in scanner.found if command.words or command.docs]
    return tuple(sorted(done, key=_place)), trouble


class _Scanner:
    """Reads from ``pos`` to ``end``; finished commands gather in ``found``."""

    def __init__(self, text: str, start: int, end: int, dialect: Dialect) -> None:
        self.text = text
        self.pos = start
        self.end = end
        self.dialect = dialect
        self.found: list[Command] = []
        self._pending: list[tuple[str, bool, Command]] = []

    def peek(self, length: int = 1) -> str:
        """The next characters, fewer at the end."""
        return self.text[self.pos : min(self.pos + length, self.end)]

    # --- commands -------------------------------------------------------------------------------

    def commands(self, closer: str) -> None:
        """Read commands up to and over ``closer`` (``)`` or nothing)."""
        depth = cases = 0
        command = Command()
        while True:
            self._blanks()
            char = self.peek()
            if not char:
                if closer:
                    raise Unreadable("a substitution is not closed", self.pos)
                self._finish(command)
                return
            if char == "#":
                self._comment()
            elif match := _REDIRECT.match(self.text, self.pos, self.end):
                self._redirect(match, command)
            elif char in _ENDS:
                if char == "(" and not command.words and self.peek(2) == "((":
                    self._arithmetic()
                    continue
                self._finish(command)
                command = Command()
                self.pos += 1
                if char == "\n":
                    self._here_documents()
                elif char == "(":
                    depth += 1
                elif char == ")" and depth:
                    depth -= 1
                elif char == ")" and closer and not cases:
                    return
            else:
                word = self._word()
                if word.raw in ("case", "esac") and not command.words:
                    cases += 1 if word.raw == "case" else -1
                if not command.words and word.raw in _OPENING:
                    continue
                command.words.append(word)
                if self.peek() == "(" and _ASSIGNS_ARRAY.fullmatch(word.raw):
                    self._array()
                elif len(command.words) == 3 and _is_case(command):
                    command = Command()

    def _finish(self, command: Command) -> None:
        if not command.words or command.words[0].raw not in _HEADS:
            self.found.append(command)

    def _array(self) -> None:
        self.pos += 1
        elements = Command(array=True)
        while True:
            self._blanks(newlines=True)
            char = self.peek()
            if not char:
                raise Unreadable("an array is not closed", self.pos)
            if char == ")":
                self.pos += 1
                break
            if char == "#":
                self._comment()
            elif char in _META:
                raise Unreadable(f"`{char}` in an array", self.pos)
            else:
                elements.words.append(self._word())
        self.found.append(elements)

    def _arithmetic(self) -> None:
        close = self.text.find("))", self.pos, self.end)
        if close < 0:
            raise Unreadable("`((` is not closed", self.pos)
        self.pos = close + 2

    def _blanks(self, newlines: bool = False) -> None:
        while self.pos < self.end:
            char = self.text[self.pos]
            if char in _BLANK or (newlines and char in "\r\n") or self.peek(2) == "\r\n":
                self.pos += 1
            elif self._continues():
                self.pos += self._continues()
                if self.dialect == "dockerfile":
                    self._docker_comments()
            else:
                return

    def _continues(self) -> int:
        if self.peek(2) == "\\\n":
            return 2
        return 3 if self.peek(3) == "\\\r\n" else 0

    def _docker_comments(self) -> None:
        while match := re.compile(r"[ \t]*(?:#[^\n]*)?\r?\n").match(self.text, self.pos, self.end):
            self.pos = match.end()
        if match := re.compile(r"[ \t]*#[^\n]*").match(self.text, self.pos, self.end):
            self.pos = match.end()

    def _comment(self) -> None:
        close = self.text.find("\n", self.pos, self.end)
        self.pos = self.end if close < 0 else close

    # --- redirections ---------------------------------------------------------------------------

    def _redirect(self, match: re.Match[str], command: Command) -> None:
        operator = match.group().lstrip("0123456789")
        if operator in ("<", ">") and self.text[match.end() : match.end() + 1] == "(":
            self.pos = match.end() + 1
            self.commands(")")
            command.words.append(self._made(match.start(), None, "", True))
            return
        self.pos = match.end()
        command.writes = command.writes or operator in (">", ">>", ">|", "&>", "&>>")
        self._blanks()
        if not self.peek() or self.peek() in _META:
            if operator in ("<", ">") and self.dialect == "shell":
                raise Unreadable(f"nothing follows `{operator}`", match.start())
            return
        target = self._word()
        if operator in ("<<", "<<-"):
            delimiter = re.sub(r"""["'\\]""", "", target.raw)
            self._pending.append((delimiter, operator == "<<-", command))

    def _here_documents(self) -> None:
        for delimiter, strip, command in self._pending:
            start = self.pos
            while True:
                if self.pos >= self.end:
                    raise Unreadable(f"the here-document `{delimiter}` is not closed", start)
                close = self.text.find("\n", self.pos, self.end)
                line = self.text[self.pos : self.end if close < 0 else close].rstrip("\r")
                if (line.lstrip("\t") if strip else line) == delimiter:
                    command.docs.append((start, self.pos))
                    self.pos = self.end if close < 0 else close + 1
                    break
                self.pos = self.end if close < 0 else close + 1
        self._pending.clear()

    # --- words ----------------------------------------------------------------------------------

    def _made(self, start: int, value: str | None, prefix: str, single: bool) -> Word:
        return Word(self.text[start : self.pos], value, prefix, single, start, self.pos)

    def _word(self) -> Word:
        start = self.pos
        value: list[str] = []
        known = single = True
        piece: str | None
        while (char := self.peek()) and char not in _META:
            if char == "\\":
                if skip := self._continues():
                    self.pos += skip
                    continue
                self._need(2, "a backslash ends the text")
                piece = self.text[self.pos + 1]
                self.pos += 2
            elif char == "'":
                piece = self._single_quoted()
                if self.dialect == "makefile" and "$" in piece:
                    piece = None
            elif char == '"':
                inside, whole, one = self._double_quoted()
                single = single and one
                if known:
                    value.append(inside)
                known = known and whole
                continue
            elif char == "$" or char == "`":
                quoted = self.peek(2) in ("$'", '$"')
                piece = self._expansion()
                single = single and (quoted or piece is not None)
            elif match := self._interpolation():
                self.pos = match.end()
                piece = None
            else:
                piece = char
                self.pos += 1
                if char in "*?[{~":
                    piece = None if char != "~" or self.pos == start + 1 else char
                    single = single and char == "~"
            if piece is None:
                known = False
            elif known:
                value.append(piece)
        text = "".join(value)
        return self._made(start, text if known else None, text, single)

    def _interpolation(self) -> re.Match[str] | None:
        """``%(ENV_NAME)s`` of an INI file."""
        if self.dialect != "ini":
            return None
        return re.compile(r"%\([^)\n]*\)[a-z]").match(self.text, self.pos, self.end)

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
                skip = self._continues()
                if not skip and known:
                    value.append(follow if follow in '$`"\\' else char + follow)
                self.pos += skip or 2
            elif char in "$`":
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
                self._arithmetic()
                return None
            self.pos += 2
            inner = self._pending
            self._pending = []
            self.commands(")")
            self._pending = inner
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
            self.pos += 2
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

    def _backticks(self) -> None:
        close = self.pos + 1
        while close < self.end and self.text[close] != "`":
            close += 2 if self.text[close] == "\\" else 1
        if close >= self.end:
            raise Unreadable("a backtick is not closed", self.pos)
        body = self.text[self.pos + 1 : close]
        if "\\" not in body and '"' not in body:
            inner = _Scanner(self.text, self.pos + 1, close, self.dialect)
            inner.commands("")
            self.found.extend(inner.found)
        self.pos = close + 1


def _place(command: Command) -> int:
    return command.words[0].start if command.words else command.docs[0][0]


def _is_case(command: Command) -> bool:
    """Whether the command is the head of a ``case``: patterns follow, which are no commands."""
    return command.words[0].raw == "case" and command.words[2].raw == "in"
