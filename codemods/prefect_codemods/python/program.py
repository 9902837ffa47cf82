"""Programs in pieces: the fences of a page, the cells of a notebook, read in order as one module.

A name that one piece binds is bound in those behind it, and an import goes only if no piece needs
it; the code itself never moves from one piece to another.
"""

from __future__ import annotations

import keyword
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from prefect_codemods import chain
from prefect_codemods.findings import Diagnostic, Level, Placed, Refusal, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.python import engine, normal_form
from prefect_codemods.rule import Rule

_MARK = "# __prefect_migrate_piece_{}__"
_MARKS = re.compile(r"# __prefect_migrate_piece_(\d+)__\r?\n")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class CodePiece:
    """A part of a program; ``held`` says that it must stay as it is, and its names needed."""

    text: str
    held: bool = False


def rewrite_program(
    pieces: Sequence[CodePiece], options: Options, emptied: Rule
) -> list[Rewritten]:
    """Migrate a program in pieces; for each its new text and its own findings.

    A piece that would be left without code keeps what it has, which is reported as ``emptied``.
    Every piece that isn't held must be Python by itself. Raises ``Refusal`` where an edit would
    move code from one piece to another.
    """
    signs = options.migration.release_signs()
    pieces = [replace(p, held=p.held or signs.for_later_releases(p.text)) for p in pieces]
    done: list[Rewritten] = []
    for each in chain.chain_steps(options):
        now = [replace(p, text=d.text) for p, d in zip(pieces, done, strict=True)] if done else []
        made = _rewrite_step(now or pieces, each, emptied)
        done = (
            [
                chain.join_steps(piece.text, first, second)
                for piece, first, second in zip(pieces, done, made, strict=True)
            ]
            if done
            else made
        )
    return done


def _rewrite_step(pieces: Sequence[CodePiece], options: Options, rule: Rule) -> list[Rewritten]:
    emptied: set[int] = set()
    while True:
        made, more = _rewrite_pieces(pieces, emptied, options, rule)
        if not more:
            return made
        emptied |= more  # what they use is still needed


def _rewrite_pieces(
    pieces: Sequence[CodePiece], emptied: Collection[int], options: Options, rule: Rule
) -> tuple[list[Rewritten], set[int]]:
    """The pieces rewritten, and the numbers of those that lost all code beside the ``emptied``."""
    codes = [
        _use_of_names(p.text) if p.held else _needing_its_names(p.text) if n in emptied else p.text
        for n, p in enumerate(pieces)
    ]
    joined, first_lines = _join_pieces(codes)
    found = engine.rewrite_module(joined, options, first_lines)
    texts = _cut_pieces(found.text, codes) if found.text != joined else codes
    changes, diagnostics = (
        _by_piece(found.changes, first_lines),
        _by_piece(found.diagnostics, first_lines),
    )
    made, more = [], set()
    for number, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
        if piece.held:
            made.append(Rewritten(piece.text))
        elif number in emptied:
            made.append(_keep_piece(piece, options, rule))
        else:
            parts = tuple(changes.get(number, ())), tuple(diagnostics.get(number, ()))
            made.append(Rewritten(text, *parts, found.job_templates))
            if _has_code(piece.text) and not _has_code(text):
                more.add(number)
    return made, more


def _has_code(text: str) -> bool:
    """Whether a piece holds a statement."""
    return bool(normal_form.parsed_module(text).body)


def _needing_its_names(text: str) -> str:
    """A piece that stays as it is although nothing in it is needed."""
    return _with_line_end(text, "\n") + _use_of_names(text)


def _keep_piece(piece: CodePiece, options: Options, rule: Rule) -> Rewritten:
    """A piece as it was, and a word about what it would have lost."""
    if not options.enabled(rule.code):
        return Rewritten(piece.text)
    first = normal_form.parsed_module(piece.text).body[0]
    message = "nothing in this block is needed any more; it was kept, because it would be empty"
    left = Diagnostic(rule.code, message, first.lineno, 1, Level.MANUAL, rule.advice)
    return Rewritten(piece.text, (), (left,))


def _join_pieces(codes: Sequence[str]) -> tuple[str, list[int]]:
    """The pieces as one text, each below a mark, and the line of each one's mark."""
    joined, first_lines, line = [], [], 1
    newline = "\r\n" if any("\r\n" in code for code in codes) else "\n"
    for number, code in enumerate(codes):
        text = _MARK.format(number) + newline + _with_line_end(code, newline)
        joined.append(text)
        first_lines.append(line)
        line += text.count("\n")
    return "".join(joined), first_lines


def _with_line_end(code: str, newline: str) -> str:
    return code if code.endswith("\n") or not code else code + newline


def _cut_pieces(text: str, before: Sequence[str]) -> list[str]:
    """The joined text cut into its pieces again, with the line end of each."""
    parts = _MARKS.split(text)
    numbers = [int(number) for number in parts[1::2]]
    if parts[0].strip() or numbers != list(range(len(before))):
        raise _moved_refusal(1)
    made = []
    for code, old in zip(parts[2::2], before, strict=True):
        same = code in (_with_line_end(old, "\n"), _with_line_end(old, "\r\n"))
        made.append(old if same else _ending_like(code, old))
        engine.check_still_python(made[-1])
    return made


def _ending_like(code: str, old: str) -> str:
    return code if old.endswith("\n") else code.removesuffix("\n").removesuffix("\r")


def _moved_refusal(line: int) -> Refusal:
    return Refusal(
        "an edit would move code from one block to another", line, help="migrate it by hand"
    )


def _by_piece(found: Iterable[Placed], first_lines: Sequence[int]) -> dict[int, list[Placed]]:
    """What was found in each piece, with lines of its own."""
    held: dict[int, list[Placed]] = {}
    for one in found:
        number = bisect_right(first_lines, one.line) - 1
        held.setdefault(number, []).append(replace(one, line=one.line - first_lines[number]))
    return held


def _use_of_names(text: str) -> str:
    """A line of code that needs every name which ``text`` needs and doesn't bind itself."""
    try:
        tree = normal_form.parsed_module(text)
        names = normal_form.free_names(tree) - normal_form.bound_in(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        names = {word for word in _WORD.findall(text) if not keyword.iskeyword(word)}
    return f"({', '.join(sorted(names))},)\n" if names else "\n"
