"""Hold a merged file against its promises; a file that breaks one stays as it was."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from prefect_codemods.python import normal_form
from prefect_migrate.conflicts import Common, Conflicted, has_markers, parse_conflicts
from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.page import Page
from prefect_migrate.model import Line, Origin, Refusal, Side, Source, Variant, split_lines
from prefect_migrate.reconcile.manifests.values import NO_FACTS
from prefect_migrate.reconcile.page.strings import manifest_strings
from prefect_migrate.reconcile.page.units import row_cells
from prefect_migrate.reconcile.result import Merge, broken_invariant

_NO_FACT = re.compile(rf"(?:- )*(?:{'|'.join(sorted(NO_FACTS))}): *(?:\{{ *\}}|\[ *\])")
_ITEM_NUMBER = re.compile(r"\d{1,9}[.)] ")
WORD = re.compile(r"\w")
SIDES: tuple[Side, ...] = ("ours", "base", "theirs")


def verify_merge(
    conflicted: Conflicted, merge: Merge, kind: str, base: Sequence[str] | None = None
) -> None:
    """Derive the merged file again from the origins of its lines, and look at its parts.

    ``base`` are the lines of the base where it is known, and holds all of its lines. Raises
    ``Unsafe`` for a line that its origin doesn't explain, for markers that were not
    meant to stay, for a line of both sides that would be lost, and for a side of the result that
    is less valid than both variants were.
    """
    if conflicted.regenerate() != conflicted.source.text:
        raise broken_invariant("the sides don't make up the file")
    source = [line for segment in conflicted.segments for line in segment.lines]
    owners = _owning_sides(conflicted)
    markers = {
        text
        for c in conflicted.conflicts
        for text in (c.opener, c.bar, c.separator, c.closer, c.closer + c.eol)
    }
    for number, line in enumerate(merge.lines, 1):
        _explained(line, number, source, owners, markers)
    results = merged_texts(conflicted, merge)
    variants = [v for v in conflicted.variants.values() if v is not None and v.side != "base"]
    for lost in _lost_lines(results, variants, base or ()):
        if kind == "python" and all(
            _imported_pairs(lost) <= _imported_pairs(result) for result in results
        ):
            continue  # its names stand in a longer import now
        if kind == "manifest" and _NO_FACT.fullmatch(lost):
            continue  # the other place where it stood says something now
        raise broken_invariant(f"a line of both sides would be lost: {lost!r}")
    for result in results:
        for problem in _result_problems(result, variants, kind):
            raise broken_invariant(problem)


def _lost_lines(
    results: Sequence[str], variants: Sequence[Variant], base: Sequence[str]
) -> Iterator[str]:
    """The lines with words in them that both sides hold, wherever, and the result doesn't.

    One side may have moved such a line, and the other changed what it was moved into. Where the
    base holds a line so often that the sides deleted all of it between them, it isn't lost.
    """
    kept = {_without_item_number(line) for result in results for line in split_lines(result)}
    first, second = (Counter(map(_without_item_number, variant.lines)) for variant in variants)
    known = Counter(map(_without_item_number, base))
    for line in sorted((first.keys() & second.keys()) - kept):
        if WORD.search(line) and first[line] + second[line] > known[line]:
            yield line


def _without_item_number(line: str) -> str:
    """A line without the number of an item, which follows from its place."""
    return _ITEM_NUMBER.sub("", line.strip())


def _imported_pairs(code: str) -> set[tuple[str, str]]:
    """The (module, name) pairs that code imports; one that is never met for what imports none."""
    try:
        body = normal_form.parsed_module(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        body = []
    found = {
        ("." * node.level + (node.module or ""), f"{alias.name} as {alias.asname}")
        for node in body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return found or {("", code)}


def _explained(
    line: Line,
    number: int,
    source: Sequence[str],
    owners: Sequence[str],
    markers: Set[str | None],
) -> None:
    origin = line.origin
    if origin.source == "rule":
        if not origin.rule:
            raise broken_invariant(f"output line {number} names no rule")
        return
    if origin.source == "marker":
        if line.text not in markers:
            raise broken_invariant(f"output line {number} is not a marker of the file")
        return
    if origin == Origin("base"):
        return  # of a base that stands in no line of the file
    if origin.line is None or not 0 <= origin.line < len(source):
        raise broken_invariant(f"output line {number} comes from nowhere")
    if source[origin.line] != line.text:
        raise broken_invariant(f"output line {number} is not the line that it comes from")
    if owners[origin.line] != origin.source:
        raise broken_invariant(f"output line {number} is not of {origin.source}")


def _owning_sides(conflicted: Conflicted) -> list[str]:
    """Whose each line of the conflicted file is."""
    owners: list[str] = []
    for segment in conflicted.segments:
        if isinstance(segment, Common):
            owners += ["common"] * len(segment.lines)
            continue
        owners += ["marker"] * len(segment.lines)
        for side in SIDES:
            lines, start = segment.part(side)
            owners[start : start + len(lines)] = [side] * len(lines)
    return owners


def merged_texts(conflicted: Conflicted, merge: Merge) -> list[str]:
    """The merged text, or what it is with each side taken of all that remains."""
    text = merge.text
    markers = sum(line.origin.source == "marker" and line.text[0] == "<" for line in merge.lines)
    if markers != len(merge.remaining):
        raise broken_invariant("the list of what remains is not what the file holds")
    if not markers:
        if has_markers(text) and not has_markers("".join(_lines_of_both_sides(conflicted))):
            raise broken_invariant("markers are left over")
        return [text]
    try:
        again = parse_conflicts(Source(conflicted.source.path, text), unmerged=True)
    except Refusal as refusal:
        raise broken_invariant(f"the result can't be read again: {refusal.message}") from refusal
    if len(again.conflicts) != markers:
        raise broken_invariant("the markers of the result are not those that remain")
    return [again.variant(side).text for side in ("ours", "theirs")]


def _lines_of_both_sides(conflicted: Conflicted) -> Iterator[str]:
    variants = conflicted.variants
    for variant in (variants["ours"], variants["theirs"]):
        assert variant is not None
        yield from variant.lines


def _result_problems(result: str, variants: Sequence[Variant], kind: str) -> Iterator[str]:
    if kind == "markdown":
        yield from _page_problems(cut_page(result), [cut_page(v.text) for v in variants])
    if kind == "python" and not is_python(result) and all(is_python(v.text) for v in variants):
        yield "the result is not Python any more"
    if kind == "manifest" and not is_yaml(result) and all(is_yaml(v.text) for v in variants):
        yield "the result is not YAML any more"


def _page_problems(result: Page, variants: Sequence[Page]) -> Iterator[str]:
    if not result.balanced and all(page.balanced for page in variants):
        yield "a code block or container would not be closed"
    if _uneven_rows(result) > max(map(_uneven_rows, variants)):
        yield "a row would have more or fewer cells than its table"
    before = [_headings_counted(page) for page in variants]
    for what, count in _headings_counted(result).items():
        if count > max(found[what] for found in before):
            yield f"{what} would appear {count} times"
    bad = {
        text
        for page in variants
        for language, text in _code_of_page(page)
        if not _reads(language, text)
    }
    for language, text in _code_of_page(result):
        if text not in bad and not _reads(language, text):
            yield f"a {language} block would not parse: {text.strip().splitlines()[0]!r}…"


def _uneven_rows(page: Page) -> int:
    """How many rows have more or fewer cells than the head of their table."""
    uneven = 0
    for block in page.blocks:
        if block.kind == "table":
            widths = [len(row_cells(line)) for line in page.lines[block.start : block.end]]
            uneven += sum(width != widths[0] for width in widths)
    return uneven


def _headings_counted(page: Page) -> Counter[str]:
    """Headings and tables of contents, counted."""
    return Counter(
        f"the {block.kind} {page.text(block).strip()!r}"
        for block in page.blocks
        if block.kind in ("heading", "toc")
    )


def _code_of_page(page: Page) -> Iterator[tuple[str, str]]:
    for fence in page.fences:
        lines = page.lines[fence.first : fence.last]
        text = "".join(line[len(p) :] for line, p in zip(lines, fence.prefixes, strict=True))
        if fence.language in ("python", "yaml"):
            yield fence.language, text
        if fence.language == "python":
            cut_lines = text.splitlines(keepends=True)
            for stream in manifest_strings(text):
                held = cut_lines[stream.start : stream.end]
                yield "yaml", "".join(line[stream.indent :] or "\n" for line in held)


def _reads(language: str, text: str) -> bool:
    return is_python(text) if language == "python" else is_yaml(text)


def is_python(text: str) -> bool:
    """Whether ``text`` is Python."""
    try:
        normal_form.parsed_module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def is_yaml(text: str) -> bool:
    """Whether ``text`` is a YAML stream."""
    from ruamel.yaml.error import YAMLError

    from prefect_codemods.yaml import composed

    try:
        composed.document_roots(text)
    except (YAMLError, ValueError, RecursionError):
        return False
    return True
