"""Makes the planned edits in the text: each is a span and what replaces it.

All else keeps its bytes. A comment in a span that goes is carried by the part that it stands
beside where that lives on; else it goes to a line above the statement.
"""

from __future__ import annotations

import tokenize
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from prefect_codemods.lines import python_tokens
from prefect_codemods.python.element_edits import (
    ElementEdits,
    Gap,
    element_separator,
    span_of_elements,
    split_gap,
    stands_in_brackets,
)
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Brackets, Code, Old, Part
from prefect_codemods.python.printing import Span
from prefect_codemods.python.tree import Tree

WIDTH = 88
LONGEST = 120
"""Lines that were not broken before are broken only where they would be longer than this."""

CALL_WIDTH = 100
"""A call on one line that gets new arguments is laid out one argument a line beyond this, unless
it was longer before."""

_BLANKS, _TAB = "    ", "\t"


@dataclass(frozen=True, slots=True, eq=False)
class SpanEdit:
    """What replaces the text in ``span``; of two with one span, the one with less ``depth`` holds
    the other."""

    span: Span
    depth: int
    write: Callable[[], str]


class Splicer:
    """Writes the text of ``tree`` with edits; ``add`` them, then ask for the ``text``."""

    def __init__(self, tree: Tree, tops: Sequence[cst.CSTNode]) -> None:
        self.tree = tree
        self.source = tree.text
        self.newline = tree.module.default_newline
        self.unit = _TAB if tree.module.default_indent == _TAB else _BLANKS
        self._edits: list[SpanEdit] = []
        self._active: set[SpanEdit] = set()
        found = [c for top in tops for c in tree.printing.comments(top)]
        self._comments = sorted(c for c in found if not is_pragma(c[1]))
        self._kept: set[int] = set()
        self._carried: set[int] = set()
        self._flat: set[int] = set()
        self.removed: list[Span] = []
        """Spans that were edited in the line that is being written."""

    def add(self, span: Span, depth: int, write: Callable[[], str]) -> SpanEdit:
        """Plan an edit."""
        edit = SpanEdit(span, depth, write)
        self._edits.append(edit)
        return edit

    def text(self) -> str:
        """The whole text with all edits."""
        self._edits.sort(key=lambda e: (e.span[0], -e.span[1], e.depth))
        text = self.old_text((0, len(self.source)))
        self._edits.clear()  # which hold what writes them, and with it this
        return text

    # --- the old text ---------------------------------------------------------------------------

    def old_text(self, span: Span, but: SpanEdit | None = None) -> str:
        """What stands in ``span``, with the edits inside it ``but`` for one."""
        start, end = span
        made: list[str] = []
        first = bisect_left(self._edits, start, key=lambda e: e.span[0])
        for edit in islice(self._edits, first, None):
            if edit.span[0] >= end and edit.span[0] > span[0]:
                break
            if edit.span[0] < start or edit.span[1] > end or edit in self._active or edit is but:
                continue
            made += (self.unedited((start, edit.span[0])), self._edited(edit))
            start = edit.span[1]
        return "".join((*made, self.unedited((start, end))))

    def unedited(self, span: Span) -> str:
        """What stands in ``span``, to the letter."""
        if self._comments:
            self._kept.update(offset for offset, _ in self.comments(span))
        return self.source[span[0] : span[1]]

    def _between(self, span: Span) -> str:
        """What stands in ``span`` between elements, without comments that went with a part."""
        start, end = span
        made = ""
        for offset, comment in self.comments(span):
            if offset not in self._carried:
                continue
            made += self.unedited((start, offset))
            start = offset + len(comment)
            if not made.rpartition("\n")[2].strip() and "\n" in made:
                made = made.rpartition("\n")[0].removesuffix("\r")  # the comment's own line
            made = made.rstrip(" \t")
        return made + self.unedited((start, end))

    def _edited(self, edit: SpanEdit) -> str:
        self._active.add(edit)
        made = edit.write()
        self._active.remove(edit)
        self.removed.append(edit.span)
        return made

    def comments(self, span: Span) -> list[tuple[int, str]]:
        """The comments in ``span``, with their offsets, lint pragmas left out."""
        if not self._comments:
            return []
        first, last = (bisect_left(self._comments, (offset,)) for offset in span)
        return self._comments[first:last]

    def lost(self, spans: Iterable[Span]) -> list[str]:
        """The comments in ``spans`` that nothing has kept; they are taken for kept now."""
        if not self._comments:
            return []
        found = {c for span in spans for c in self.comments(span) if c[0] not in self._kept}
        self._kept.update(offset for offset, _ in found)
        return [comment for _, comment in sorted(found)]

    def indent(self, offset: int) -> str:
        """The indentation of the line on which ``offset`` stands."""
        start = self.source.rfind("\n", 0, offset) + 1
        line = self.source[start:offset]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def column(self, offset: int) -> int:
        """How many characters stand on the line before ``offset``."""
        return offset - self.source.rfind("\n", 0, offset) - 1

    # --- new code -------------------------------------------------------------------------------

    def replacement(self, node: cst.CSTNode, code: Code) -> str:
        """``code`` in the place of ``node``."""
        start, end = self.tree.span(node)
        old = self.source[start:end]
        limit = WIDTH if "\n" in old else LONGEST
        if self.shares_line(self.tree.statement(node)):
            limit = len(self.source)
        return self.written(code, self.indent(start), self.column(start), limit, (start, end))

    def written(
        self,
        code: Code,
        indent: str,
        column: int,
        limit: int,
        itself: Span = (0, 0),
        *,
        outermost: bool = True,
    ) -> str:
        """``code`` behind ``column`` characters of a line that is indented ``indent``.

        What is new is broken into lines where one would be longer than ``limit``.
        """
        if isinstance(code, str):
            return code.replace("\n", self.newline + indent)
        if code is Old.ITSELF:
            return self.old_text(itself)
        if isinstance(code, Brackets):
            return self._brackets(code, indent, column, limit, outermost=outermost)
        if isinstance(code, tuple):
            made = ""
            for piece in code:
                line = made.rpartition("\n")[2]
                before = len(line) if "\n" in made else column + len(line)
                made += self.written(piece, indent, before, limit, itself, outermost=outermost)
            return made
        start, end = self.tree.outer_span(code)
        text = self.old_text((start, end))
        if "\n" not in text:
            return text
        return move_columns(
            text, Place(self.indent(start), self.column(start)), Place(indent, column)
        )

    def _brackets(
        self, code: Brackets, indent: str, column: int, limit: int, *, outermost: bool = False
    ) -> str:
        if not (outermost and self._on_lines_of_their_own(code)) and not self._commented(code):
            flat = ", ".join(p.prefix + self._inner(p.value, indent, 0, 9999) for p in code.parts)
            flat = f"{code.opening}{flat}{code.closing}"
            called = code.closing == ")"
            if len(flat.split("\n", 1)[0]) <= limit - column - 1:
                if "\n" not in flat or (len(code.parts) == 1 and called):
                    return flat
            elif len(code.parts) == 1 and called:
                opening = code.opening + code.parts[0].prefix
                value = self._inner(code.parts[0].value, indent, column + len(opening), limit)
                return f"{opening}{value}{code.closing}"
            elif not code.parts:
                return flat
        inner = indent + self.unit
        lines = [code.opening]
        for part in code.parts:
            above, behind = self.carried(part)
            lines += [f"{inner}{comment}" for comment in above]
            value = self._inner(part.value, inner, len(inner) + len(part.prefix), WIDTH)
            lines.append(f"{inner}{part.prefix}{value},{behind}")
        return self.newline.join((*lines, indent + code.closing))

    def _inner(self, code: Code, indent: str, column: int, limit: int) -> str:
        return self.written(code, indent, column, limit, outermost=False)

    def _on_lines_of_their_own(self, code: Brackets) -> bool:
        """Whether the arguments of a call come from different lines."""
        found = [e for part in code.parts for e in self._elements(part)]
        return code.closing == ")" and len({self.tree.position(e)[0] for e in found}) > 1

    def _commented(self, code: Brackets) -> bool:
        """Whether parts bring comments."""
        found = [e for part in code.parts for e in self._elements(part)]
        return any(self._above(e) or self._behind(e) for e in found)

    # --- comments that parts carry --------------------------------------------------------------

    def _elements(self, part: Part) -> list[cst.CSTNode]:
        """The arguments, entries and elements whose values stand in ``part`` itself."""
        owners = [self.tree.parent(node) for node in _direct_parts(part.value)]
        return [o for o in owners if isinstance(o, (cst.Arg, cst.DictElement, cst.Element))]

    def carried(self, part: Part) -> tuple[list[str], str]:
        """The comments that go above ``part``, and behind it."""
        above: list[str] = []
        behind = ""
        for element in self._elements(part):
            over, after = self._above(element), self._behind(element)
            self._kept.update(offset for offset, _ in (*over, *after))
            self._carried.update(offset for offset, _ in (*over, *after))
            above += [comment for _, comment in over]
            if after and behind:
                above.append(after[0][1])
            elif after:
                behind = f"  {after[0][1]}"
        return above, behind

    def _behind(self, element: cst.CSTNode) -> list[tuple[int, str]]:
        """The comment behind ``element`` on its line."""
        end = self.tree.span(element)[1]
        return self.comments(split_gap(self.source, (end, len(self.source))).comment)

    def _above(self, element: cst.CSTNode) -> list[tuple[int, str]]:
        """The comments on the lines right above ``element``."""
        start = self.tree.span(element)[0]
        line = self.source.rfind("\n", 0, start) + 1
        first = line
        if self.source[line:start].strip():
            return []
        while True:
            upper = self.source.rfind("\n", 0, first - 1) + 1
            found = self.comments((upper, first)) if upper < first else []
            if not found or self.source[upper : found[0][0]].strip():
                return self.comments((first, line))
            first = upper

    # --- elements -------------------------------------------------------------------------------

    def elements(self, edits: ElementEdits) -> str:
        """The elements of a list with their edits, and all that stands between them."""
        span = span_of_elements(self.tree, edits.owner)
        if id(edits) in self._flat:
            return self._in_place(edits, span, limit=len(self.source))
        if not self._may_be_laid_out(edits):
            return self._in_place(edits, span)
        broken = "\n" in self.source[slice(*span)]
        if broken and sum(map(len, edits.before.values())) == 1:
            return self._in_place(edits, span)  # what takes the place of one argument stands there
        flat = self._in_place(edits, span, limit=len(self.source))
        room = self.room(span)
        if broken:
            longest = max(map(len, self._lines_with(span, flat)))
            room = len(flat) if longest <= CALL_WIDTH else 0
        if "\n" not in flat.strip() and len(flat) <= room:
            return flat
        return self.one_a_line(edits, self.indent(span[0]))

    def keep_flat(self, edits: ElementEdits) -> None:
        """Leave elements on their line: what stands around them is laid out."""
        self._flat.add(id(edits))

    def room(self, span: Span) -> int:
        """How long the text in ``span``, which stands on one line, may get without being broken."""
        (around,) = self._lines_with(span, "")
        return max(CALL_WIDTH - len(around), span[1] - span[0])

    def _lines_with(self, span: Span, text: str) -> list[str]:
        """The lines of ``text`` in the place of ``span``, without a comment behind them."""
        line = self.source.rfind("\n", 0, span[0]) + 1
        end = self.source.find("\n", span[1])
        end = end if end >= 0 else len(self.source)
        notes = self.comments((span[1], end))
        behind = self.source[span[1] : notes[0][0] if notes else end].rstrip()
        return f"{self.source[line : span[0]]}{text}{behind}".split("\n")

    def one_a_line(self, edits: ElementEdits, indent: str) -> str:
        """The elements with their edits, one a line, between lines that are indented ``indent``."""
        span = span_of_elements(self.tree, edits.owner)
        inner = indent + self.unit
        made = [self.newline]
        for item in self._items(edits, span, len(self.source)):
            if item.part is None:
                text = self.old_text(item.text) if not isinstance(item.text, str) else item.text
            else:
                before = len(inner) + len(item.part.prefix)
                value = self.written(item.part.value, inner, before, CALL_WIDTH - 1)
                text = item.part.prefix + value
            made.append(f"{inner}{text},{self.newline}")
        return "".join((*made, indent))

    def _may_be_laid_out(self, edits: ElementEdits) -> bool:
        """Whether a call gets arguments that stands in no other brackets on its line.

        It stands on one line, or its arguments do but for those that are taken out.
        """
        owner = edits.owner
        if not isinstance(owner, cst.Call) or not any(edits.before.values()):
            return False
        start, end = self.tree.span(owner)
        line = self.source.rfind("\n", 0, start) + 1
        if "\n" in self.source[start:end] and not self._stays_on_one_line(edits):
            return False
        for node in self.tree.ancestors(owner):
            if isinstance(node, (cst.BaseStatement, cst.BaseSmallStatement)):
                return not self.shares_line(node)
            if isinstance(node, (cst.BaseComp, cst.FormattedStringExpression)):
                return False
            holder = self.tree.parent(node) if stands_in_brackets(node) else None
            if holder is not None and self.tree.span(holder)[0] >= line:
                return False
        return True

    def _stays_on_one_line(self, edits: ElementEdits) -> bool:
        """Whether the arguments that stay stand on one line, and no comment among them all."""
        start, end = span = span_of_elements(self.tree, edits.owner)
        staying = ""
        for index, element in enumerate(edits.elements):
            first, last = self.tree.span(element, edits.owner)
            staying += self.source[start : first if index in edits.removed else last]
            start = last
        staying += self.source[start:end]
        return "\n" not in staying.strip() and not self.comments(span)

    def shares_line(self, statement: cst.CSTNode) -> bool:
        """Whether other statements stand on the line, as the magic of a notebook does."""
        line = self.tree.parent(statement)
        short = (cst.SimpleStatementLine, cst.SimpleStatementSuite)
        return isinstance(line, short) and len(line.body) > 1

    def _in_place(self, edits: ElementEdits, span: Span, limit: int | None = None) -> str:
        """The elements where they stand; what is new is broken into lines beyond ``limit``."""
        items = self._items(edits, span, limit)
        if not items:
            return ""
        gaps = self._gaps(edits, span)
        final = split_gap(self.source, gaps[-1])
        written = (self._element(item, final, last=item is items[-1]) for item in items)
        opened = self._between(gaps[0])
        return opened + "".join(written)

    def _gaps(self, edits: ElementEdits, span: Span) -> list[Span]:
        """What stands before the first element, between each two of them, and behind the last."""
        spans = [self.tree.span(e, edits.owner) for e in edits.elements]
        edges = [span[0], *(offset for each in spans for offset in each), span[1]]
        return [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]

    def _items(self, edits: ElementEdits, span: Span, limit: int | None) -> list[_Item]:
        start = span[0]
        spans = [self.tree.span(e, edits.owner) for e in edits.elements]
        gaps = self._gaps(edits, span)
        between = [self.source[a:b] for a, b in gaps[1:-1]]
        opening = self.source[slice(*gaps[0])]
        items: list[_Item] = []
        for index in range(len(spans) + 1):
            parts = edits.before.get(index, ())
            staying = index < len(spans) and index not in edits.removed
            for number, part in enumerate(parts):
                at = spans[index][0] if index < len(spans) else (spans[-1][0] if spans else start)
                several = index in edits.removed and "\n" in self.source[slice(*spans[index])]
                new = self._new_item(part, at, limit or (WIDTH if several else LONGEST))
                new.space = element_separator(between, opening, index)
                if number == len(parts) - 1 and index in edits.removed:
                    new.gap = split_gap(self.source, gaps[index + 1])
                items.append(new)
            if staying:
                gap = split_gap(self.source, gaps[index + 1])
                old = _Item(spans[index], gap=gap, indent=self.indent(spans[index][0]))
                old.space = element_separator(between, opening, index + 1)
                items.append(old)
        return items

    def _new_item(self, part: Part, at: int, limit: int) -> _Item:
        indent, column = self.indent(at), self.column(at)
        end = self.source.find("\n", at)
        if self.column(end if end >= 0 else len(self.source)) > LONGEST:
            limit = len(self.source)  # the line was a long one before
        value = self.written(part.value, indent, column + len(part.prefix), limit)
        return _Item(part.prefix + value, part=part, indent=indent)

    def _element(self, item: _Item, final: Gap, *, last: bool) -> str:
        """An element with what stands behind it."""
        text = item.text if isinstance(item.text, str) else self.old_text(item.text)
        own, comma, rest = item.gap, ",", item.space[1:]
        gap = final if last else own if own != final else None
        if gap is not None:
            comma, rest = self.unedited(gap.comma), self._between(gap.rest)
        comment = (
            self._between(own.comment) if own is not None and (gap is None or "\n" in rest) else ""
        )
        if comment and "\n" not in rest:
            rest = self.newline + item.indent
        if item.part is not None and "\n" in rest:
            above, behind = self.carried(item.part)
            text = "".join(f"{c}{self.newline}{item.indent}" for c in above) + text
            comment = behind + comment
        return f"{text}{comma}{comment}{rest}"


@dataclass(slots=True)
class _Item:
    """An element of the edited list: old text by its span, or new text from a ``part``."""

    text: Span | str
    part: Part | None = None
    gap: Gap | None = None
    space: str = ", "
    indent: str = ""


def _direct_parts(code: Code) -> Iterator[cst.CSTNode]:
    """The parts of the old code in ``code``, those in brackets of their own left out."""
    if isinstance(code, tuple):
        for piece in code:
            yield from _direct_parts(piece)
    elif not isinstance(code, (str, Old, Brackets)):
        yield code


@dataclass(frozen=True, slots=True)
class Place:
    """The indentation of a line, and how many characters stand before an expression on it."""

    indent: str
    column: int


def move_columns(text: str, old: Place, new: Place) -> str:
    """``text`` with its inner lines moved from the place ``old`` to ``new``.

    Lines that stand below the expression itself stay below it.
    """
    lines = text.split("\n")
    fixed = _inside_strings(text)
    inner = [n for n in range(1, len(lines)) if n + 1 not in fixed and lines[n].strip()]
    hanging = all(len(lines[n]) - len(lines[n].lstrip()) > old.column for n in inner)
    cut, put = len(old.indent), new.indent
    if hanging and old.column > len(old.indent):
        cut, put = old.column, " " * new.column
    for number in inner:
        if not lines[number][:cut].strip():
            lines[number] = put + lines[number][cut:]
    return "\n".join(lines)


def _inside_strings(text: str) -> set[int]:
    """The 1-based lines of an expression that begin inside a string."""
    found: set[int] = set()
    opened: list[int] = []
    for token in python_tokens(f"({text}\n)"):
        kind = tokenize.tok_name[token.type]
        if kind.endswith("STRING_START"):
            opened.append(token.start[0])
        elif kind.endswith("STRING_END"):
            found.update(range(opened.pop() + 1, token.end[0] + 1))
        elif kind == "STRING":
            found.update(range(token.start[0] + 1, token.end[0] + 1))
    return found


def is_pragma(comment: str) -> bool:
    """Whether a comment is meant for a linter, and for its own line only."""
    text = comment.lstrip("# ").lower()
    return text.startswith(("noqa", "type:", "pylint:", "isort:", "pragma:", "pyright:", "mypy:"))
