"""Which texts no rule has anything to do in, found before anything heavy is imported.

Three questions, each asked of what the one before let through: of the bytes of every file, of the
text, and of the tree of the standard library's parser (``python/code_prefilter.py``). They follow
from what a migration says: the words of its library, the names of its catalogue that stay the
same, and what its codemods say they look for. In doubt a text is let through.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

OWN_COMMENT = "prefect-migrate:"
"""A comment to this tool; one that does nothing is reported."""


class Prefilter:
    """What to search for in bytes and texts.

    ``library`` is the name of the library in small letters, ``commands`` are the words that follow
    it on a command line. ``other_programs`` are other programs whose commands the rules know, each
    with a regular expression for what must stand in a text beside its name.
    """

    def __init__(
        self,
        library: str,
        commands: tuple[str, ...],
        other_programs: tuple[tuple[str, str], ...] = (),
        own_names: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.words: tuple[str, ...] = (library,)
        self.commands = commands
        self.other_programs = other_programs
        self.own_names = own_names
        self.needles: tuple[bytes, ...] = _make_needles(self.words)
        """Bytes to search for: each word in small letters, with a capital, and in capitals."""

    def __add__(self, other: Prefilter) -> Prefilter:
        made = Prefilter(
            "",
            (*self.commands, *other.commands),
            self.other_programs + other.other_programs,
            self.own_names + other.own_names,
        )
        made.words = tuple(dict.fromkeys(self.words + other.words))
        made.needles = _make_needles(made.words)
        return made

    @property
    def other_program_words(self) -> tuple[str, ...]:
        """The names of the other programs."""
        return tuple(word for word, _ in self.other_programs)

    @property
    def other_program_needles(self) -> tuple[bytes, ...]:
        """The same as bytes."""
        return tuple(word.encode() for word, _ in self.other_programs)

    @property
    def words_beside(self) -> tuple[str, ...]:
        """The names of the other programs, and the words to find the library's own names by."""
        return (*self.other_program_words, *(word for word, _ in self.own_names))

    @property
    def needles_beside(self) -> tuple[bytes, ...]:
        """The same as bytes."""
        return tuple(word.encode() for word in self.words_beside)

    def mentions(self, text: str) -> bool:
        """Whether a rule may have something to do in ``text``, whatever its language."""
        small = text.lower()
        return any(word in small for word in self.words) or self.mentions_beside(text)

    def concerns(self, text: str, *, python: bool) -> bool:
        """The same, with a finer look at Python: most that names the library only talks."""
        if not self.mentions(text):
            return False
        return (
            not python
            or self.python_uses(text.encode("utf-8", "replace"))
            or self.mentions_beside(text)
        )

    def runs_other_program(self, text: str) -> bool:
        """Whether ``text`` may hold a command of another program that a rule knows."""
        return any(word in text and re.search(sign, text) for word, sign in self.other_programs)

    def mentions_beside(self, text: str) -> bool:
        """Whether ``text`` may hold such a command, or one of the library's own names."""
        return self.runs_other_program(text) or any(
            word in text and re.search(sign, text) for word, sign in self.own_names
        )

    def data_mentions_beside(self, data: bytes) -> bool:
        """The same of the bytes of a file that isn't Python."""
        return any(
            word.encode() in data and re.search(sign.encode(), data)
            for word, sign in (*self.other_programs, *self.own_names)
        )

    def python_uses(self, data: bytes) -> bool:
        """Whether the Python file with the bytes ``data`` may use the library, not only name it."""
        for word in self.needles:
            start = data.find(word)
            while start >= 0:
                # The expression is slow, the search for a word is not.
                if self._uses.search(data, max(0, start - 250), start + 50):
                    return True
                start = data.find(word, start + 1)
        return False

    @property
    def _uses(self) -> re.Pattern[bytes]:
        return _uses_expression(self.words, self.commands)


def _make_needles(words: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(form.encode() for word in words for form in (word[1:], word[1:].upper()))


@cache
def _uses_expression(words: tuple[str, ...], commands: tuple[str, ...]) -> re.Pattern[bytes]:
    """What Python code says where it uses a library."""
    name = f"(?:{'|'.join(words)})"
    capital = f"(?:{'|'.join(word.capitalize() for word in words)})"
    upper = f"(?:{'|'.join(word.upper() for word in words)})"
    return re.compile(
        rf"""
        {name} \s* (?: [.,;:()] | \\ | import\b | as\b )  # a module, or a name in an import
      | (?: from | import ) \b [^\n]* {name}              # whatever else an import says
      | \b import \s* \(? [^)]{{0,200}} {name}            # the same over several lines
      | {name} [-_] \w                                   # images, packages, parts of names
      | {name} \s+ (?: {"|".join(map(re.escape, commands))} ) (?![\w-])
      | ["'] {name} ["'] \s* ,                           # a command as a list
      | ["'] {name} (?: \[ [\w,\s-]* \] )? \s* [=<>~!@]   # a requirement
      | (?: {name} | {capital} ) [A-Z] \w
      | {upper}_
        """.encode(),
        re.VERBOSE,
    )


def default_prefilter() -> Prefilter:
    """That of the migration that runs where nobody chooses one; nothing else of it is loaded."""
    found: Prefilter = import_module(_DEFAULT).PREFILTER
    return found


_DEFAULT = "prefect_codemods.to_1.scan_words"
