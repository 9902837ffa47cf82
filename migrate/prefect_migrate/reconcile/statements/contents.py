"""One element in three versions, or in two: which lines stand for all of them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from prefect_codemods.python import normal_form
from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.decision_rules import three_way
from prefect_migrate.reconcile.statements.elements import Element, Span
from prefect_migrate.reconcile.statements.layouts import with_comments
from prefect_migrate.reconcile.statements.line_merge import merge_lines, merge_names
from prefect_migrate.reconcile.statements.pieces import Piece, Side, taken_lines, traced_lines
from prefect_migrate.reconcile.statements.splicing import merge_statement

KEYWORDS = "merge of named parts"
LINES = "merge by line"
LAYOUT = "the comments of one side in the layout of the other"

_Versions = tuple[list[str], list[str], list[str]]


def decided_side(newer: object, older: object, base: object, known: bool) -> Side | None:
    """The side that stands for both: they agree, or only it changed (where a base is known)."""
    side = three_way(newer, older, base if known else _NO_BASE)
    return "newer" if side == "either" else side


_NO_BASE = object()
"""Equal to nothing: without a base only what is equal on both sides is settled."""


def merge_contents(
    newer: Element, older: Element, base: Element | None, *, newer_comments: bool
) -> list[Piece] | None:
    """The lines of an element that both sides have; ``None`` if a person must choose.

    ``newer_comments``: comments that differ are the newer side's, without a base to ask.
    """
    known = base is not None
    remarks = decided_side(newer.remarks, older.remarks, base and base.remarks, known)
    code = decided_side(newer.code_only, older.code_only, base and base.code_only, known)
    if newer_comments and newer.bare == older.bare:
        remarks = code = "newer"
    above = _merged_above(newer, older, base)
    if remarks is not None:
        above = taken_of(newer if remarks == "newer" else older, remarks, _lines_above)
    if above is None:
        return None
    # Nobody changed what the code says, so its layout may decide by itself.
    if base is not None and newer.code_only == older.code_only == base.code_only:
        code = (
            decided_side(_text_of_part(newer), _text_of_part(older), _text_of_part(base), known)
            or "newer"
        )
    if code is not None:
        changed, other = (newer, older) if code == "newer" else (older, newer)
        if base is not None and _text_of_part(base) not in (
            _text_of_part(newer),
            _text_of_part(older),
        ):
            relaid = _relaid(changed, other, base, newer, older)
            if relaid is not None:
                return above + relaid
        return above + taken_of(changed, code, _code_span)
    if base is None:
        return None
    merged = _merged_code(newer, older, base)
    return None if merged is None else above + merged


def merge_layouts(newer: Element, older: Element, base: Element | None) -> list[Piece]:
    """The lines of an element that means the same on both sides.

    With a base, a layout that one side alone changed is kept, and two that changed other lines are
    merged by line where the result still means the same; else the newer side's stays.
    """
    if base is not None:
        lines = list(newer.lines), list(older.lines), list(base.lines)
        side = decided_side(*lines, True)
        merged = by_line(lines) if side is None else None
        if side == "older":
            return taken_lines(older.lines, "older", older.start)
        means = _means(newer.lines)
        if merged is not None and means is not None and _means(merged) == means:
            return traced_lines(merged, (lines[0], newer.start), (lines[1], older.start), LINES)
    return taken_lines(newer.lines, "newer", newer.start)


def taken_of(element: Element, side: Side, part: Callable[[Element], Span]) -> list[Piece]:
    """Some of the element's lines, as they stand on its side."""
    return taken_lines(_text_of_part(element, part), side, part(element)[0])


def _merged_above(newer: Element, older: Element, base: Element | None) -> list[Piece] | None:
    """The comments above an element, where both sides changed them."""
    if base is None:
        return None
    versions: _Versions = (
        _text_of_part(newer, _lines_above),
        _text_of_part(older, _lines_above),
        _text_of_part(base, _lines_above),
    )
    result = by_line(versions)
    if result is None or not keeps_comments(result, versions):
        return None
    return traced_lines(result, (versions[0], newer.start), (versions[1], older.start), LINES)


def _relaid(
    changed: Element, other: Element, base: Element, newer: Element, older: Element
) -> list[Piece] | None:
    """What one side changed, in the layout that the other side changed."""
    if changed.code_only == other.code_only:
        return None
    if changed.bare == other.bare:
        result = with_comments(_text_of_part(other), _text_of_part(changed))
    else:
        result = named_parts((_text_of_part(other), _text_of_part(changed), _text_of_part(base)))
    if result is None or not _says_the_same(result, changed):
        return None
    return traced_lines(
        result, (_text_of_part(newer), newer.code), (_text_of_part(older), older.code), LAYOUT
    )


def _says_the_same(lines: Sequence[str], element: Element) -> bool:
    """Whether lines, indented or not, mean what the element means, comments included."""
    return _means(lines) == element.meaning


def _means(lines: Sequence[str]) -> tuple[str, ...] | None:
    """The code of lines, indented or not, and their comments; ``None`` if they don't parse."""
    body = _parse_statements(lines)
    if body is None:
        return None
    return (*map(normal_form.normal_dump, body), *normal_form.code_comments("".join(lines)))


def _parse_statements(lines: Sequence[str]) -> list[ast.stmt] | None:
    """The statements of lines, indented or not; ``None`` if they don't parse."""
    text = "".join(lines)
    indented = next((line[:1] in " \t" for line in lines if line.strip()), False)
    try:
        tree = normal_form.parsed_module(f"if 1:\n{text}" if indented else text)
    except (SyntaxError, ValueError):
        return None
    return tree.body[0].body if indented and isinstance(tree.body[0], ast.If) else tree.body


def _lines_above(element: Element) -> Span:
    return element.start, element.code


def _code_span(element: Element) -> Span:
    return element.code, element.end


def _text_of_part(element: Element, part: Callable[[Element], Span] = _code_span) -> list[str]:
    return element.text_of.lines[slice(*part(element))]


def _merged_code(newer: Element, older: Element, base: Element) -> list[Piece] | None:
    """Statements that both sides changed differently."""
    elements = (newer, older, base)
    if any(len(element.nodes) != 1 for element in elements):
        return None
    versions: _Versions = (_text_of_part(newer), _text_of_part(older), _text_of_part(base))
    for result, rule in _candidates(elements, versions):
        if result and _parse_statements(result) is not None and keeps_comments(result, versions):
            traces = (versions[0], newer.code), (versions[1], older.code)
            return traced_lines(result, *traces, rule)
    return None


def _candidates(
    elements: Sequence[Element], versions: _Versions
) -> Iterator[tuple[list[str] | None, str]]:
    """The merges of a statement, the best first; each may lose a comment still."""
    newer, older, base = versions
    if all(element.kind == "def" for element in elements):
        yield _function(elements, versions), LINES
    else:
        as_set = elements[0].key[1] == "__all__"
        yield named_parts(versions, as_set=as_set), KEYWORDS
        yield named_parts((older, newer, base), as_set=as_set), KEYWORDS
    if elements[0].kind != "import":
        yield by_line(versions), LINES


def keeps_comments(result: Sequence[str], versions: _Versions) -> bool:
    """Whether each comment stands in ``result`` as often as the three versions together tell."""
    newer, older, base, made = (
        Counter(normal_form.code_comments("".join(lines))) for lines in (*versions, result)
    )
    for comment in newer | older | base | made:
        counts = newer[comment], older[comment], base[comment]
        side = decided_side(*counts, True)
        wanted = {"newer": counts[0], "older": counts[1], None: counts[0] + counts[1] - counts[2]}
        if made[comment] != wanted[side]:
            return False
    return True


def _function(elements: Sequence[Element], versions: _Versions) -> list[str] | None:
    """A function by its parts: decorators, signature, docstring, body."""
    cuts = [_cuts(element) for element in elements]
    if None in cuts:
        return None
    result: list[str] = []
    for part in range(4):
        lines = [v[c[part] : c[part + 1]] for v, c in zip(versions, cuts, strict=True) if c]
        its: _Versions = (lines[0], lines[1], lines[2])
        merged = _merge_part(its, _STRUCTURED.get(part))
        if merged is None:
            return None
        result += merged
    return result


def _cuts(element: Element) -> tuple[int, int, int, int, int] | None:
    """Where the parts of a function begin, counted from its first line, and its length."""
    node = element.nodes[0]
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    first = node.body[0]
    signature = node.lineno - 1 - element.code
    body = first.lineno - 1 - element.code
    if body <= signature:
        return None  # all on one line
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    text = (first.end_lineno or 0) - element.code if documented else body
    return 0, signature, body, text, element.end - element.code


def _merge_part(
    versions: _Versions, structured: Callable[[_Versions], list[str] | None] | None
) -> list[str] | None:
    newer, older, base = ("".join(lines) for lines in versions)
    side = decided_side(newer, older, base, True)
    if side is not None:
        return versions[0] if side == "newer" else versions[1]
    return (structured and structured(versions)) or by_line(versions)


def merge_head(versions: _Versions) -> list[str] | None:
    """The head of a compound statement: comments above it, decorators, and what it says."""
    cuts = [_head_cuts(lines) for lines in versions]
    result: list[str] = []
    for part, structured in enumerate((by_line, _decorators, _signature)):
        lines = [v[c[part] : c[part + 1]] for v, c in zip(versions, cuts, strict=True)]
        merged = _merge_part((lines[0], lines[1], lines[2]), structured)
        if merged is None:
            return None
        result += merged
    return result if keeps_comments(result, versions) else None


def _head_cuts(lines: Sequence[str]) -> tuple[int, int, int, int]:
    """Where the comments above a head, its decorators and the head itself begin and end."""
    depth = 0
    first: int | None = None
    for number, line in enumerate(lines):
        text = line.strip()
        if depth:
            depth += _opened(line)
        if depth or not text or text.startswith(("#", ")", "]", "}")):
            continue
        first = number if first is None else first
        if not text.startswith("@"):
            return 0, first, number, len(lines)
        depth += _opened(line)
    return 0, len(lines), len(lines), len(lines)


def _opened(line: str) -> int:
    """How many brackets a line opens and doesn't close, as far as its characters tell."""
    return sum(line.count(c) for c in "([{") - sum(line.count(c) for c in ")]}")


def _signature(versions: _Versions) -> list[str] | None:
    """The head of a statement by its parameters or arguments."""
    if not all(versions):
        return None
    indents = [v[0][: len(v[0]) - len(v[0].lstrip())] for v in versions]
    whole = [[*v, f"{indent} ...\n"] for v, indent in zip(versions, indents, strict=True)]
    merged = named_parts((whole[0], whole[1], whole[2]))
    return None if merged is None else merged[:-1]


def _decorators(versions: _Versions) -> list[str] | None:
    """The decorators of a function: a list of them by name, each by its keyword arguments."""
    lists = [_by_name(lines) for lines in versions]
    if any(found is None for found in lists):
        return None
    newer, older, base = (found or {} for found in lists)
    order = merge_names([*newer], [*older], [*base])
    if order is None:
        return None
    result: list[str] = []
    for name in order:
        its: _Versions = (newer.get(name, []), older.get(name, []), base.get(name, []))
        side = decided_side(*its, True)
        lines = its[0 if side == "newer" else 1] if side else _decorator(its)
        if not lines:
            return None
        result += lines
    return result


def _by_name(lines: Sequence[str]) -> dict[str, list[str]] | None:
    """The lines of each decorator, with the comments above it."""
    found: dict[str, list[str]] = {}
    above: list[str] = []
    name = ""
    for line in lines:
        text = line.strip()
        if text.startswith("@"):
            name = text[1:].partition("(")[0].partition("#")[0].strip()
            if name in found:
                return None
            found[name], above = [*above, line], []
        elif text.startswith("#") or not text or not name:
            above.append(line)
        else:
            found[name] += [*above, line]
            above = []
    return None if above else found


def _decorator(versions: _Versions) -> list[str] | None:
    """A decorator that both sides changed, or one of them removed."""
    if not all(versions) or any(not v[0].lstrip().startswith("@") for v in versions):
        return None
    bare = [[v[0].replace("@", "", 1), *v[1:]] for v in versions]
    merged = named_parts((bare[0], bare[1], bare[2]))
    if merged is None:
        return None
    indent = merged[0][: len(merged[0]) - len(merged[0].lstrip())]
    return [f"{indent}@{merged[0][len(indent) :]}", *merged[1:]]


_STRUCTURED = {0: _decorators, 1: _signature}
"""How the parts of a function are merged that are more than lines, by their place in it."""


def named_parts(versions: _Versions, *, as_set: bool = False) -> list[str] | None:
    """A merge of keyword arguments, entries and imported names by their identity."""
    indents = [v[0][: len(v[0]) - len(v[0].lstrip())] for v in versions]
    flat = [_dedented(v, indent) for v, indent in zip(versions, indents, strict=True)]
    if any(text is None for text in flat):
        return None
    merged = merge_statement(*(text or "" for text in flat), as_set=as_set)
    if merged is None:
        return None
    return [indents[0] + line if line.strip() else line for line in split_lines(merged)]


def _dedented(lines: Sequence[str], indent: str) -> str | None:
    if not all(line.startswith(indent) or not line.strip() for line in lines):
        return None
    return "".join(line.removeprefix(indent) for line in lines)


def by_line(versions: _Versions) -> list[str] | None:
    """The merge of the lines, if it is clean: first as git merges them, then line by line."""
    newer, older, base = versions
    return merge_lines(newer, older, base) or merge_lines(newer, older, base, touching=True)
