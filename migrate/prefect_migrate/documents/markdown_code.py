"""The code on a Markdown page: in its fences, in blocks that CommonMark doesn't know, and without a name.

MkDocs indents the text of admonitions and tabs, Jekyll and MyST have code blocks of their own; and
what an unnamed block holds is told by its first words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from prefect_codemods.migration import Migration
from prefect_migrate.documents.block_lines import usual_prefix
from prefect_migrate.documents.code_language import guess_language
from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.page import Fence, Page
from prefect_migrate.documents.page_code import block_region, with_magics
from prefect_migrate.documents.region import Region
from prefect_migrate.model import split_lines

_OPTION = re.compile(r"\s*:[\w-]+:")
_LINE_NUMBERS = re.compile(r"\{[\d,\s-]+\}|hl_lines|linenos|highlight")
_PAGES = frozenset({"markdown", "md"})
_QUOTES = _PAGES | {"diff", "patch"}
_MARKERS = re.compile(r"^(?:<{7}|>{7})", re.MULTILINE)
_PROMPT = re.compile(r"^\s*\$ ", re.MULTILINE)

# What opens a block whose indented lines are text of the page: MkDocs' admonitions and tabs,
# footnotes, definitions.
_OPENER = re.compile(r"([ \t]*)(?:(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+\S|\[\^[^\]]+\]:|:[ \t]{2,}\S)")
_INDENT = 4
# What opens a code block in other ways than by a fence, with its language and what closes it.
_TAGGED = re.compile(
    r"(?P<indent>[ \t]*)(?:\{%-?[ \t]*highlight[ \t]+(?P<jekyll>[\w+-]+)[^%]*%\}"
    r"|\{\{[<%][ \t]*highlight[ \t]+\"?(?P<hugo>[\w+-]+)[^}]*[%>]\}\}"
    r"|(?P<colons>:{3,})[ \t]*\{(?:code-block|code-cell|code|sourcecode)\}[ \t]*(?P<myst>[\w+-]*))"
    r"\s*$"
)
# Directives of MyST and sphinx-design whose content is text of the page.
_TEXT_DIRECTIVE = re.compile(
    r"\{(?:note|tip|hint|important|warning|caution|danger|error|attention|seealso|admonition|margin"
    r"|sidebar|topic|versionadded|versionchanged|deprecated|dropdown|toggle|details|card|grid"
    r"|grid-item|grid-item-card|tab-set|tab-item|tabbed|tabs|tab)\}"
)
_HIGHLIGHT_END = re.compile(r"[ \t]*\{(?:%-?[ \t]*endhighlight\b|\{[<%][ \t]*/[ \t]*highlight\b)")


def read_regions(text: str, migration: Migration) -> tuple[Region, ...]:
    """The code in the fences of a page whose language is known.

    A page that shows the old form of something beside the new teaches the difference: its old
    regions carry a reason to be left alone.
    """
    from prefect_migrate.documents.contrast_pages import mark_lessons

    page = cut_page(text)
    offsets = [0]
    for line in page.lines:
        offsets.append(offsets[-1] + len(line))
    found = [
        region
        for block in code_blocks(page)
        for fence in [_dedent_fence(page, _behind_options(page, block))]
        if fence.last > fence.first and _is_readable(fence)
        for language in [_block_language(page, fence, migration)]
        if language
        for region in with_magics(
            _fence_region(page, fence, offsets, language), page.lines[fence.first : fence.last]
        )
    ]
    return mark_lessons(page.lines, [fence.end for fence in page.fences], found, migration)


def fenced_regions(text: str) -> list[Region]:
    """The code in fences whose language is named, wherever they are indented."""
    lines = split_lines(text)
    indent = min((len(n) - len(n.lstrip()) for n in lines[1:] if n.strip()), default=0)
    inner = cut_page("".join([lines[0], *(line[indent:] or "\n" for line in lines[1:])]))
    offsets = [0]
    for line in inner.lines:
        offsets.append(offsets[-1] + len(line))
    return [
        region
        for fence in inner.fences
        if fence.language and fence.last > fence.first and _is_readable(fence)
        for region in with_magics(
            _fence_region(inner, fence, offsets, fence.language),
            inner.lines[fence.first : fence.last],
        )
    ]


def code_lines(text: str) -> Iterator[tuple[int, int]]:
    """The spans of lines of all blocks of code and of HTML, without those that quote a page."""
    page = cut_page(text)
    for fence in code_blocks(page):
        if fence.name not in _QUOTES:
            yield fence.start, fence.end
    for block in page.blocks:
        if block.kind == "html":
            yield block.start, block.end


def code_blocks(page: Page) -> list[Fence]:
    """All blocks of code, those of CommonMark and the others, in order; none within another."""
    found = [block for fence in page.fences for block in _inside_directive(page, fence)]
    found += page.nested_code
    for fence in (*_tagged_blocks(page), *_nested_blocks(page), *_indented_blocks(page)):
        if not any(fence.first < other.end and other.start < fence.last for other in found):
            found.append(fence)
    return sorted(found, key=lambda fence: fence.start)


def _inside_directive(page: Page, fence: Fence) -> Iterator[Fence]:
    """The blocks in a fence that holds a page, or text such as MyST's notes and tabs; or the fence."""
    prefix = usual_prefix(fence.prefixes)
    lines = page.lines[fence.first : fence.last]
    inner = "".join(line[len(p) :] for line, p in zip(lines, fence.prefixes, strict=True))
    # A page that shows a conflict shows both sides.
    shown = fence.name in _PAGES and not _MARKERS.search(inner)
    if fence.indent is None or not (shown or _TEXT_DIRECTIVE.match(fence.info.strip())):
        yield fence
        return
    for block in code_blocks(cut_page(inner)):
        first, last = fence.first + block.first, fence.first + block.last
        yield _make_fence(page, first, last, prefix, block.info, block)


def _tagged_blocks(page: Page) -> Iterator[Fence]:
    """Blocks of Jekyll's and Hugo's, and of MyST's with colons."""
    for number, line in enumerate(page.lines):
        match = _TAGGED.match(line)
        if match is None or _is_covered(page, number):
            continue
        end = _closing_line(page, number, match)
        if end is not None:
            info = match["jekyll"] or match["hugo"] or f"{{code-block}} {match['myst']}"
            yield _make_fence(page, number + 1, end, match["indent"], info)


def _closing_line(page: Page, opener: int, match: re.Match[str]) -> int | None:
    """The line that closes a tagged block."""
    for number in range(opener + 1, len(page.lines)):
        line = page.lines[number]
        if (match["jekyll"] or match["hugo"]) and _HIGHLIGHT_END.match(line):
            return number
        if match["colons"] and line.strip() == match["colons"]:
            return number
    return None


def _nested_blocks(page: Page) -> Iterator[Fence]:
    """The blocks in the indented text of an admonition, a tab or a footnote."""
    number = 0
    while number < len(page.lines):
        match = _OPENER.match(page.lines[number])
        number += 1
        if match is None or _is_covered(page, number - 1):
            continue
        indent = match[1] + " " * _INDENT
        end = _indented_until(page, number, indent)
        if end > number:
            inner = "".join(line[len(indent) :] or "\n" for line in page.lines[number:end])
            for fence in code_blocks(cut_page(inner)):
                yield _make_fence(
                    page, number + fence.first, number + fence.last, indent, fence.info, fence
                )
            number = end


def _indented_until(page: Page, start: int, indent: str) -> int:
    """The line behind the last one that is indented so; blank lines may stand between."""
    end = start
    for number in range(start, len(page.lines)):
        line = page.lines[number]
        if line.strip() and not line.startswith(indent):
            break
        end = number + 1 if line.strip() else end
    return end


def _indented_blocks(page: Page) -> Iterator[Fence]:
    """The blocks that are code by their indentation alone."""
    for block in page.blocks:
        if block.kind == "code":
            yield _make_fence(page, block.start, block.end, " " * _INDENT, "")


def _make_fence(
    page: Page, first: int, last: int, indent: str, info: str, inner: Fence | None = None
) -> Fence:
    """A fence for the lines ``[first, last)``, each behind ``indent`` and what ``inner`` cuts off."""
    prefixes = []
    for number, line in enumerate(page.lines[first:last]):
        more = inner.prefixes[number] if inner is not None else ""
        blank = line.rstrip("\r\n")
        prefix = indent + more
        prefixes.append(
            prefix if line.startswith(prefix) else blank[: len(blank) - len(blank.lstrip())]
        )
    return Fence(first, last, first, last, info, tuple(prefixes), True)


def _is_covered(page: Page, number: int) -> bool:
    return any(fence.start <= number < fence.end for fence in page.fences)


def _block_language(page: Page, fence: Fence, migration: Migration) -> str:
    """The language of a block, told by its first words where it isn't named."""
    if fence.info.strip():
        return fence.language
    lines = page.lines[fence.first : fence.last]
    code = "".join(line[len(p) :] for line, p in zip(lines, fence.prefixes, strict=True))
    return guess_language(code, migration)


def _behind_options(page: Page, fence: Fence) -> Fence:
    """A fence of MyST without the options on its first lines."""
    if not fence.directive:
        return fence
    first = _behind_yaml(page, fence)
    while first < fence.last and (
        _OPTION.match(page.lines[first]) or not page.lines[first].strip()
    ):
        first += 1
    return replace(fence, first=first, prefixes=fence.prefixes[first - fence.first :])


def _behind_yaml(page: Page, fence: Fence) -> int:
    """The first line behind options that stand between two rows of dashes."""
    marks = [n for n in range(fence.first, fence.last) if page.lines[n].strip() == "---"]
    return marks[1] + 1 if len(marks) > 1 and marks[0] == fence.first else fence.first


def _dedent_fence(page: Page, fence: Fence) -> Fence:
    """A block whose lines are all indented, such as a method of a class, with that cut off too."""
    pairs = list(zip(page.lines[fence.first : fence.last], fence.prefixes, strict=True))
    codes = [line[len(prefix) :] for line, prefix in pairs]
    indent = min((len(c) - len(c.lstrip(" ")) for c in codes if c.strip()), default=0)
    if not indent:
        return fence
    more = [" " * min(indent, len(code) - len(code.lstrip(" "))) for code in codes]
    prefixes = tuple(prefix + cut for (_, prefix), cut in zip(pairs, more, strict=True))
    return replace(fence, prefixes=prefixes)


def _is_readable(fence: Fence) -> bool:
    """Whether nothing but blanks and marks of quotes stand before each line of the code.

    A tab cut by the indentation makes its line no code, and behind the mark of a list's item new
    lines would be items of their own.
    """
    return not any(prefix.strip(" \t>") for prefix in fence.prefixes)


def _fence_region(page: Page, fence: Fence, offsets: Sequence[int], language: str) -> Region:
    source = page.lines[fence.first : fence.last]
    code = [line[len(p) :] for line, p in zip(source, fence.prefixes, strict=True)]
    if language == "shell" and _PROMPT.search("".join(code)):
        language = "console"
    indents = [p for p, c in zip(fence.prefixes, code, strict=True) if c.strip()]
    made = block_region(
        language, source, code, usual_prefix(indents), fence.first, offsets[fence.first]
    )
    return replace(made, names_lines=bool(_LINE_NUMBERS.search(fence.info)))
