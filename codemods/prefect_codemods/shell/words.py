"""The words of shell text with the places where they stand.

A small reader of the POSIX shell's grammar, with bash's additions as far as they decide where a
word or a command ends. It never guesses: a word whose value depends on an expansion has no value,
and text that it can't read raises ``Unreadable``. (bashlex is under the GPL and refuses
``case`` and arithmetic; tree-sitter needs a compiled grammar.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from prefect_codemods.shell.reading import META, Dialect, Unreadable, Word, WordReader

__all__ = ["Command", "Dialect", "Unreadable", "Word", "scan_all", "scan_command"]


@dataclass(slots=True)
class Command:
    """A simple command: its words with leading assignments, without redirections.

    ``array``: the words are the elements of an array, not a command. ``head``: they are that of a
    loop, ``case`` or function. ``writes``: its output goes to a file or another program. ``docs``
    are the bodies of its here-documents as (start, end).
    """

    words: list[Word] = field(default_factory=list)
    array: bool = False
    head: bool = False
    writes: bool = False
    docs: list[tuple[int, int]] = field(default_factory=list)


_BLANK = " \t"
_ENDS = frozenset(";&|\n()")
_OPENING = frozenset(
    ("if", "then", "elif", "else", "while", "until", "do", "!", "{", "time", "coproc", "fi")
) | {"done", "esac", "}"}
_GROUPS = frozenset(("{", "if", "while", "until", "for", "case", "select"))
_GROUP_ENDS = frozenset(("}", "fi", "done", "esac"))
_HEADS = ("for", "select", "case", "function")
_REDIRECT = re.compile(r"(?:\d+|\{[A-Za-z_]\w*\})?(?:<<<|<<-?|<>|<&|>>|>&|>\||<|>)|&>>?")
_ASSIGNS_ARRAY = re.compile(r"[A-Za-z_]\w*\+?=")


def scan_command(
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
    return tuple(sorted(done, key=_command_place)), trouble


class _Scanner(WordReader):
    """Reads from ``pos`` to ``end``; finished commands gather in ``found``."""

    def __init__(self, text: str, start: int, end: int, dialect: Dialect) -> None:
        super().__init__(text, start, end, dialect)
        self.found: list[Command] = []
        self._pending: list[tuple[str, bool, Command]] = []

    # --- commands -------------------------------------------------------------------------------

    def commands(self, closer: str) -> None:
        """Read commands up to and over ``closer`` (``)`` or nothing)."""
        depth = cases = 0
        command = Command()
        groups: list[int] = []  # the number of the first command in each that is open
        closed: int | None = None  # the same of one that ended just now
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
            elif not self.placeholder() and (
                match := _REDIRECT.match(self.text, self.pos, self.end)
            ):
                self._redirect(match, command)
                if closed is not None and command.writes and not command.words:
                    self._redirect_group(closed)
            elif char in _ENDS:
                if char == "(" and not command.words and self.peek(2) == "((":
                    self.arithmetic()
                    continue
                command.writes |= char == "|" and self.peek(2) != "||"
                if closed is not None and command.writes and not command.words:
                    self._redirect_group(closed)
                self._finish(command)
                command, closed = Command(), None
                self.pos += 1
                if char == "\n":
                    self._here_documents()
                elif char == "(":
                    depth += 1
                    groups.append(len(self.found))
                elif char == ")" and depth:
                    depth -= 1
                    closed = groups.pop() if groups else None
                elif char == ")" and closer and not cases:
                    return
            else:
                word = self.word()
                if word.raw in ("case", "esac") and not command.words:
                    cases += 1 if word.raw == "case" else -1
                if not command.words and word.raw in _GROUPS:
                    groups.append(len(self.found))
                if not command.words and word.raw in _GROUP_ENDS and groups:
                    closed = groups.pop()
                    continue
                if not command.words and word.raw in _OPENING:
                    continue
                closed = None
                command.words.append(word)
                if self.peek() == "(" and _ASSIGNS_ARRAY.fullmatch(word.raw):
                    self._array()
                elif len(command.words) == 3 and _is_case(command):
                    command = Command()

    def _redirect_group(self, first: int) -> None:
        """Note that the output of the commands from number ``first`` on goes somewhere else."""
        for command in self.found[first:]:
            command.writes = True

    def _finish(self, command: Command) -> None:
        command.head = bool(command.words) and command.words[0].raw in _HEADS
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
            elif char in META:
                raise Unreadable(f"`{char}` in an array", self.pos)
            else:
                elements.words.append(self.word())
        self.found.append(elements)

    def _blanks(self, newlines: bool = False) -> None:
        while self.pos < self.end:
            char = self.text[self.pos]
            if char in _BLANK or (newlines and char in "\r\n") or self.peek(2) == "\r\n":
                self.pos += 1
            elif self.continues():
                self.pos += self.continues()
                if self.dialect == "dockerfile":
                    self._docker_comments()
            else:
                return

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
            command.words.append(self.made(match.start(), None, "", True))
            return
        self.pos = match.end()
        command.writes = command.writes or operator in (">", ">>", ">|", "&>", "&>>")
        self._blanks()
        if not self.peek() or self.peek() in META:
            if operator in ("<", ">") and self.dialect in ("shell", "console"):
                raise Unreadable(f"nothing follows `{operator}`", match.start())
            return
        target = self.word()
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

    # --- what words ask for ---------------------------------------------------------------------

    def substitution(self, closer: str) -> None:
        """Read the commands of a substitution, whose here-documents are its own."""
        pending, self._pending = self._pending, []
        self.commands(closer)
        self._pending = pending

    def between_backticks(self, start: int, end: int) -> None:
        """Read the commands between two backticks."""
        inner = _Scanner(self.text, start, end, self.dialect)
        inner.commands("")
        self.found.extend(inner.found)


def _command_place(command: Command) -> int:
    return command.words[0].start if command.words else command.docs[0][0]


def _is_case(command: Command) -> bool:
    """Whether the command is the head of a ``case``: patterns follow, which are no commands."""
    return command.words[0].raw == "case" and command.words[2].raw == "in"
