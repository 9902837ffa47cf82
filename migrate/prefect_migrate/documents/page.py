"""A page that was cut: its blocks, and the fences with code in them. Lines are 0-based."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

LANGUAGES = {
    "python": "python",
    "python3": "python",
    "py": "python",
    "py3": "python",
    "python-repl": "python",
    "python-console": "python",
    "ipython": "python",
    "ipython3": "python",
    "ipythonconsole": "python",
    "ipython-console": "python",
    "pycon": "python",
    "doctest": "python",
    "testcode": "python",
    "bash": "shell",
    "sh": "shell",
    "shell": "shell",
    "zsh": "shell",
    "console": "console",
    "shell-session": "console",
    "sh-session": "console",
    "bash-session": "console",
    "shellsession": "console",
    "terminal": "console",
    "yaml": "yaml",
    "yml": "yaml",
    "dockerfile": "dockerfile",
    "docker": "dockerfile",
    "makefile": "makefile",
    "make": "makefile",
    "toml": "toml",
    "ini": "ini",
    "cfg": "ini",
    "env": "env",
    "dotenv": "env",
    "cron": "crontab",
    "crontab": "crontab",
    "requirements": "requirements",
    "pip-requirements": "requirements",
    "systemd": "ini",
}
_FIRST_WORD = re.compile(r"(?:\{[ \t]*)?\.?([\w+-]+)")
_DIRECTIVE = re.compile(r"\{(?:code-block|code-cell|code|sourcecode)\}[ \t]*([\w+-]*)")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block, opener and closer included in ``[start, end)``.

    The code stands in the lines ``[first, last)``; ``prefixes`` are the characters before each of
    them that belong to what surrounds the fence (a list's indent, a quote's ``>``).
    """

    start: int
    end: int
    first: int
    last: int
    info: str
    prefixes: tuple[str, ...]
    closed: bool

    @property
    def language(self) -> str:
        """The language of the code, ``""`` if the info string names none that is known."""
        if directive := self.directive:
            name = directive[1].lower().replace("ipython", "python")
            return LANGUAGES.get(name or "python", "")
        return LANGUAGES.get(self.name, "")

    @property
    def name(self) -> str:
        """The first word of the info string, which names a language or something else."""
        word = _FIRST_WORD.match(self.info.strip())
        return word[1].lower() if word else ""

    @property
    def directive(self) -> re.Match[str] | None:
        """The info string as a code directive of MyST, its language in group 1."""
        return _DIRECTIVE.match(self.info.strip())

    @property
    def indent(self) -> int | None:
        """How many blanks stand before every line; ``None`` if something else does."""
        widths = {len(prefix) for prefix in self.prefixes if not prefix.strip(" ")}
        if any(prefix.strip(" ") for prefix in self.prefixes):
            return None
        return max(widths, default=0)


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block: lines ``[start, end)`` without the blank lines around it.

    ``kind`` is ``heading``, ``paragraph``, ``list``, ``quote``, ``table``, ``fence``, ``code``,
    ``html``, ``rule``, ``toc``, ``front matter``, ``container``, ``container mark`` (one without
    its partner) or ``reference``. ``level`` is a heading's.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    fence: Fence | None = None
    inner: tuple[Block, ...] = ()


_UNDIVIDED = ("front matter", "html", "code")


@dataclass(frozen=True)
class Page:
    """A cut page: its lines, its top-level blocks, and its fences at any depth.

    ``plain`` says that it is reST or plain text, not Markdown. ``nested_code`` are the blocks in
    lists and quotes that are code by their indentation alone.
    """

    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    fences: tuple[Fence, ...]
    plain: bool = False
    nested_code: tuple[Fence, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every fence is closed and every container has its two marks."""
        marks = any(block.kind == "container mark" for block in self.blocks)
        return not marks and all(fence.closed for fence in self.fences)

    def text(self, block: Block) -> str:
        """The source of a block."""
        return "".join(self.lines[block.start : block.end])

    def code_around(self, start: int, end: int) -> Fence | None:
        """The fence, closed and not in a quote, within whose code the lines ``[start, end)`` lie."""
        for fence in self.fences:
            if fence.first <= start and end <= fence.last and fence.closed:
                return None if fence.indent is None else fence
        return None

    def unbroken(self, start: int, end: int) -> tuple[int, int]:
        """The lines ``[start, end)`` with all of each fence, and such, that they hold a part of.

        Paragraphs, lists and tables may be cut between their lines, and what stands in a
        container may be cut from its marks; an empty span lies in what it lies within.
        """
        for first, last, marks in self._undivided:
            within = first < max(end, start + (start > first)) and start < last
            if within and not (marks and first < start and end < last):
                start, end = min(start, first), max(end, last)
        return start, end

    @cached_property
    def _undivided(self) -> tuple[tuple[int, int, bool], ...]:
        """What must not be cut, outer ones last; or only its first and last line from another."""
        found = {(fence.start, fence.end, False) for fence in self.fences}
        blocks = list(self.blocks)
        while blocks:
            block = blocks.pop()
            blocks += block.inner
            if block.kind == "container" or block.kind in _UNDIVIDED:
                found.add((block.start, block.end, block.kind == "container"))
        return tuple(sorted(found, key=lambda span: span[1] - span[0]))
