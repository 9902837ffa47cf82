"""The values that travel through the pipeline; nothing here touches the disk."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from prefect_codemods.findings import Change, Diagnostic, Level, Refusal

__all__ = [
    "Change",
    "Decision",
    "Diagnostic",
    "Direction",
    "Grade",
    "Level",
    "Line",
    "Origin",
    "Outcome",
    "Refusal",
    "Related",
    "Remaining",
    "Side",
    "Source",
    "Variant",
    "split_lines",
]

Side = Literal["ours", "theirs", "base"]


def split_lines(text: str) -> list[str]:
    r"""Cut ``text`` after each ``\n``; the pieces join to ``text`` again.

    A lone ``\r``, a form feed or a Unicode line separator does not end a line, as for git.
    """
    lines = text.split("\n")
    last = lines.pop()
    cut = [line + "\n" for line in lines]
    if last:
        cut.append(last)
    return cut


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text. ``path`` is for display and for telling the kind of document.

    ``text`` is without the byte order mark and keeps every line end as it stands.

    >>> Source.decode(b"\\xef\\xbb\\xbfx = 1\\r\\n", "flow.py")
    Source(path='flow.py', text='x = 1\\r\\n', bom=True)
    """

    path: str
    text: str
    bom: bool = False

    @classmethod
    def decode(cls, data: bytes, path: str) -> Source:
        """Read ``data`` as strict UTF-8.

        Raises ``Refusal`` for other encodings and for binary files.
        """
        bom = data.startswith(codecs.BOM_UTF8)
        body = data[len(codecs.BOM_UTF8) :] if bom else data
        if b"\0" in body:
            raise Refusal("binary file (it holds a NUL byte)", help="name text files only")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            before = body[: error.start]
            line = before.count(b"\n") + 1
            column = error.start - (before.rfind(b"\n") + 1) + 1
            raise Refusal(
                f"not UTF-8 (byte 0x{body[error.start]:02x})",
                line,
                column,
                help="convert the file to UTF-8 first",
            ) from None
        return cls(path, text, bom)

    def encode(self, text: str) -> bytes:
        """The bytes of a file with this one's byte order mark and the given text."""
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode("utf-8")


@dataclass(frozen=True, slots=True)
class Variant:
    """One side of a conflicted file as a whole file.

    ``lines[i]`` (with its line end) stood at ``origin[i]`` (0-based line of the conflicted file).
    ``label`` is what follows the marker, ``""`` where nothing does.
    """

    side: Side
    lines: tuple[str, ...]
    origin: tuple[int, ...]
    label: str = ""

    @property
    def text(self) -> str:
        """The variant as one text."""
        return "".join(self.lines)


class Grade(str, Enum):
    """How sure a decision is, surest first; ``chosen`` is what a person wrote down.

    >>> [grade.value for grade in Grade]
    ['chosen', 'proven', 'equivalent', 'policy', 'needs-review']
    """

    CHOSEN = "chosen"
    PROVEN = "proven"
    EQUIVALENT = "equivalent"
    POLICY = "policy"
    NEEDS_REVIEW = "needs-review"


@dataclass(frozen=True, slots=True)
class Direction:
    """Which side is the newer one (``None``: not known) and the sentences that say why."""

    newer: Literal["ours", "theirs"] | None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """The common ancestor that a three-way merge started from.

    ``found`` says where it stood (``git's index``), ``evidence`` how that is known. ``text`` is
    the whole file.

    >>> Base("git's index").sentence
    "base: the common ancestor, from git's index"
    """

    found: str
    evidence: tuple[str, ...] = ()
    text: str = ""

    @property
    def sentence(self) -> str:
        """One line for a report."""
        return f"base: the common ancestor, from {self.found}"


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice the merge made, with its reason.

    ``kind`` is what was decided (``layout``, ``prose``, ``manifest``, ``flow``, ``imports``,
    ``code``, ``text``); ``subject`` names it for a reader (``Deployment/dask-worker
    .spec.template…env[NAME]``); ``ours`` and ``theirs`` are 1-based inclusive line ranges in the
    conflicted file; ``id`` is stable over runs; ``dropped`` quotes what a side says and the result
    doesn't.

    >>> from prefect_migrate import migrate_text
    >>> text = "<<<<<<< a\\nb: 2\\n||||||| base\\nb: 1\\n=======\\nb: 1\\n>>>>>>> b\\n"
    >>> outcome = migrate_text(text, "values.yaml")
    >>> outcome.text
    'b: 2\\n'
    >>> [(made.action, made.grade) for made in outcome.decisions]
    [('ours', <Grade.PROVEN: 'proven'>)]
    """

    id: str
    kind: str
    subject: str
    action: Literal["ours", "theirs", "both", "merged", "none"]
    rule: str
    grade: Grade
    reason: str
    evidence: tuple[str, ...] = ()
    ours: tuple[int, int] | None = None
    theirs: tuple[int, int] | None = None
    dropped: tuple[str, ...] = ()


def conflict_id(ours: str, theirs: str) -> str:
    """A short id of a pair of texts that does not depend on which side is which."""
    import hashlib  # 4 ms, that a run with nothing to do needn't pay

    first, second = sorted((ours.replace("\r\n", "\n"), theirs.replace("\r\n", "\n")))
    return hashlib.sha256(f"{first}\0{second}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an output line comes from.

    ``line`` is the 0-based line of the input file for ``ours``, ``theirs``, ``base`` and
    ``common``; a ``marker`` or ``rule`` line has none, a ``rule`` line names its rule.
    """

    source: Literal["common", "ours", "theirs", "base", "marker", "rule"]
    line: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One output line, with its line end, and its origin."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Remaining:
    """A conflict that stays in markers.

    ``line`` is 1-based, in the output; ``before`` is that of the file before the run.

    >>> from prefect_migrate import migrate_text
    >>> text = "<<<<<<< a\\nb: 2\\n||||||| base\\nb: 1\\n=======\\nb: 3\\n>>>>>>> b\\n"
    >>> [conflict.line for conflict in migrate_text(text, "values.yaml").remaining]
    [1]
    """

    id: str
    line: int
    reason: str
    help: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class Related:
    """Another file that the result depends on, and the part it plays (``job-template``)."""

    path: str
    role: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that came of one file.

    ``text`` is what the file should hold; it equals ``source.text`` where nothing changed and
    where ``refusal`` is set. ``lines`` carries the origin of every output line of a file that had
    conflicts, and is empty for others. ``direction`` is given for two-way merges, ``base`` of
    three-way ones. ``ids`` are the ids of a decisions file that the file has something for.

    >>> from prefect_migrate import migrate_text
    >>> outcome = migrate_text("from prefect import Flow\\n")
    >>> (outcome.changed, outcome.left)
    (False, False)
    """

    source: Source
    text: str
    changes: tuple[Change, ...] = ()
    decisions: tuple[Decision, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    remaining: tuple[Remaining, ...] = ()
    direction: Direction | None = None
    lines: tuple[Line, ...] = ()
    related: tuple[Related, ...] = ()
    refusal: Refusal | None = None
    base: Base | None = None
    ids: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether writing the result would change the file."""
        return self.text != self.source.text

    @property
    def left(self) -> bool:
        """Whether a person has something left to do."""
        return bool(self.remaining) or any(d.level is not Level.NOTE for d in self.diagnostics)

    @classmethod
    def refused(cls, source: Source, refusal: Refusal) -> Outcome:
        """An outcome that leaves the file as it is."""
        return cls(source, source.text, refusal=refusal)

    def with_diagnostics(self, *more: Diagnostic) -> Outcome:
        """The same outcome with diagnostics added, in line order."""
        ordered = sorted((*self.diagnostics, *more), key=lambda d: (d.line, d.column, d.rule))
        return replace(self, diagnostics=tuple(ordered))
