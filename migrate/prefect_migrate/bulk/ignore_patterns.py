"""Patterns of ``.gitignore``, in time that grows with their length times that of a name.

A regular expression for ``*a*a*a*b`` tries every way to cut a name into its pieces; here a star
takes as little as will do, and gives more only to the last one before it: that is enough.
gitignore(5) says what the patterns mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ANY = "**"
_CLASSES = {
    "alnum": str.isalnum,
    "alpha": str.isalpha,
    "blank": " \t".__contains__,
    "cntrl": lambda c: ord(c) < 32 or ord(c) == 127,
    "digit": "0123456789".__contains__,
    "graph": lambda c: c.isprintable() and c != " ",
    "lower": str.islower,
    "print": str.isprintable,
    "punct": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".__contains__,
    "space": str.isspace,
    "upper": str.isupper,
    "xdigit": "0123456789abcdefABCDEF".__contains__,
}


class _Star:
    """Any characters of a name."""


class _One:
    """One character: a literal one, any, or one of a class."""

    def __init__(self, char: str = "", tests: Sequence[object] = (), negated: bool = False) -> None:
        self._char = char
        self._tests = tests
        self._negated = negated

    def takes(self, char: str) -> bool:
        if self._char:
            return char == self._char
        if not self._tests:
            return True
        return self._negated != any(_passes_test(test, char) for test in self._tests)


def _passes_test(test: object, char: str) -> bool:
    if isinstance(test, tuple):
        return bool(test[0] <= char <= test[1])
    return bool(test(char))  # type: ignore[operator]


class Pattern:
    """One line: what it takes, whether it takes it back, whether it is for folders only."""

    def __init__(self, line: str) -> None:
        """Raises ``ValueError`` for a line that takes nothing."""
        self.negated = line.startswith("!")
        body = line[self.negated :]
        self.folders_only = body.endswith("/")
        body = body.removesuffix("/").replace("\\/", "/")
        escapes = len(body) - len(body.rstrip("\\"))
        if not body or escapes % 2:
            raise ValueError(f"`{line}` is not a pattern")
        anchored = "/" in body
        parts = body.removeprefix("/").split("/")
        self._parts = [_ANY if part == _ANY else _pattern_tokens(part) for part in parts]
        if not anchored and self._parts != [_ANY]:
            self._parts.insert(0, _ANY)

    def takes(self, path: str) -> bool:
        """Whether the pattern takes ``path`` itself; what lies in a folder is not asked here."""
        names = path.split("/")
        # Which ends of a beginning of the path the pattern's parts so far can lead to.
        reached = {0}
        for number, part in enumerate(self._parts):
            if not reached:
                return False
            if part == _ANY:
                first = min(reached)
                # At the end it is all that lies inside, and not the folder itself.
                last = number == len(self._parts) - 1
                reached = set(range(first + last, len(names) + 1))
            else:
                reached = {
                    at + 1 for at in reached if at < len(names) and _takes_name(part, names[at])
                }
        return len(names) in reached


def _pattern_tokens(part: str) -> list[_Star | _One]:
    tokens: list[_Star | _One] = []
    at = 0
    while at < len(part):
        char = part[at]
        at += 1
        if char == "*":
            if not (tokens and isinstance(tokens[-1], _Star)):
                tokens.append(_Star())
        elif char == "?":
            tokens.append(_One())
        elif char == "[":
            token, at = _character_class(part, at)
            tokens.append(token)
        elif char == "\\" and at < len(part):
            tokens.append(_One(part[at]))
            at += 1
        else:
            tokens.append(_One(char))
    return tokens


def _character_class(part: str, at: int) -> tuple[_One, int]:
    """The class whose ``[`` stands before ``at``, and where it ends.

    Raises ``ValueError`` where it doesn't end.
    """
    negated = part[at : at + 1] in ("!", "^")
    at += negated
    tests: list[object] = []
    first = True
    while first or part[at : at + 1] != "]":
        first = False
        if named := re.compile(r"\[:(\w+):\]").match(part, at):
            if named[1] not in _CLASSES:
                raise ValueError(f"`{part}` is not a pattern")
            tests.append(_CLASSES[named[1]])
            at = named.end()
            continue
        low, at = _escaped_character(part, at)
        if part[at : at + 1] == "-" and part[at + 1 : at + 2] not in ("]", ""):
            high, at = _escaped_character(part, at + 1)
            tests.append((low, high))
        else:
            tests.append((low, low))
    return _One(tests=tests, negated=negated), at + 1


def _escaped_character(part: str, at: int) -> tuple[str, int]:
    at += part[at : at + 1] == "\\"
    if at >= len(part):
        raise ValueError(f"`{part}` is not a pattern")
    return part[at], at + 1


def _takes_name(tokens: Sequence[_Star | _One] | str, name: str) -> bool:
    at = token = 0
    star, resumed = -1, 0
    while at < len(name):
        now = tokens[token] if token < len(tokens) else None
        if isinstance(now, _One) and now.takes(name[at]):
            at, token = at + 1, token + 1
        elif isinstance(now, _Star):
            star, resumed = token, at
            token += 1
        elif star >= 0:
            resumed += 1
            at, token = resumed, star + 1
        else:
            return False
    return all(isinstance(rest, _Star) for rest in tokens[token:])


def read_patterns(lines: Iterable[str]) -> list[Pattern]:
    """The patterns of a ``.gitignore``; lines that take nothing are passed over, as git does."""
    found = []
    for line in lines:
        line = line.removesuffix("\r")
        while line.endswith(" ") and not line.endswith("\\ "):
            line = line[:-1]
        if line.startswith("#"):
            continue
        try:
            found.append(Pattern(line))
        except ValueError:
            continue
    return found


def ignore_verdict(patterns: Sequence[Pattern], path: str, folder: bool) -> bool | None:
    """Whether ``path`` is ignored, is not, or isn't spoken of: the last pattern decides."""
    for pattern in reversed(patterns):
        if (folder or not pattern.folders_only) and pattern.takes(path):
            return not pattern.negated
    return None


def selects_file(patterns: Sequence[Pattern], path: str) -> bool:
    """Whether a file is taken, by itself or by a folder that it lies in: the last one decides."""
    names = path.split("/")
    folders = ["/".join(names[:end]) for end in range(1, len(names))]
    for pattern in reversed(patterns):
        itself = not pattern.folders_only and pattern.takes(path)
        if itself or any(map(pattern.takes, folders)):
            return not pattern.negated
    return False
