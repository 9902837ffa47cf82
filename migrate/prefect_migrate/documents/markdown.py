"""Markdown: a page cut into its blocks and fences; ``markdown_code`` reads what stands in these.

CommonMark decides what a block is (markdown-it-py, with its line maps); VuePress adds ``:::``
containers, ``[[toc]]`` and front matter. Lines are 0-based and end as for git.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from prefect_migrate.documents.page import Block, Fence, Page
from prefect_migrate.model import split_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "table_open": "table",
    "fence": "fence",
    "code_block": "code",
    "html_block": "html",
    "hr": "rule",
    "container_mark": "container mark",
    "toc": "toc",
}
_CONTAINER = re.compile(r"(:{3,})[ \t]*(.*?)[ \t]*$")
_TOC = re.compile(r"\[\[toc\]\][ \t]*$", re.IGNORECASE)


def _marker_rule(name: str, pattern: re.Pattern[str]) -> Callable[..., bool]:
    """A markdown-it block rule for lines that are a block of their own."""

    def rule(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
        if state.is_code_block(start):
            return False
        text = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
        if not pattern.match(text):
            return False
        if not silent:
            state.line = start + 1
            token = state.push(name, "", 0)
            token.map = [start, start + 1]
            token.content = text
        return True

    return rule


@functools.cache
def page_parser(*, inline: bool = False) -> MarkdownIt:
    """A parser that knows the blocks of a page, and with ``inline`` what stands in running text.

    Escapes and entities stay as they are written, because MathJax, Jinja and others read them too.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table")
    if inline:
        parser.enable("strikethrough").disable(["escape", "entity"])
    else:
        parser.disable("inline")
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    ruler = parser.block.ruler
    ruler.before("fence", "container_mark", _marker_rule("container_mark", _CONTAINER), ends)
    ruler.before("fence", "toc", _marker_rule("toc", _TOC), ends)
    return parser


@functools.lru_cache(maxsize=16)
def cut_page(text: str) -> Page:
    """Cut a page into blocks and fences; any text is a page.

    Kept for a while: a merge asks for its few versions of a page again and again.
    """
    lines = tuple(split_lines(text))
    front = front_matter_length(lines)
    body = ["" if i < front else bare_line(line) for i, line in enumerate(lines)]
    tokens = page_parser().parse("\n".join(body))
    blocks = [Block("front matter", 0, front)] if front else []
    blocks += _pair_containers(list(_token_blocks(tokens, body)), tokens)
    fences = tuple(
        _token_fence(token, body) for token in tokens if token.type == "fence" and token.map
    )
    by_start = {fence.start: fence for fence in fences}
    blocks = [_with_fence(block, by_start) for block in blocks]
    nested = tuple(
        _token_code(token, body, token.map[0])
        for token in tokens
        if token.type == "code_block" and token.level and token.map
    )
    return Page(lines, tuple(_cover_body(blocks, body, front)), fences, nested_code=nested)


def bare_line(line: str) -> str:
    """A line without its end; a lone carriage return is no line end, as for git."""
    return line.removesuffix("\n").removesuffix("\r").replace("\r", " ")


def _with_fence(block: Block, by_start: dict[int, Fence]) -> Block:
    inner = tuple(_with_fence(b, by_start) for b in block.inner)
    fence = by_start.get(block.start) if block.kind == "fence" else None
    return replace(block, fence=fence, inner=inner)


def front_matter_length(lines: Sequence[str]) -> int:
    """How many lines the front matter takes, 0 without one."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    for i, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return i + 1
    return 0


def _token_blocks(tokens: Sequence[Token], body: Sequence[str]) -> Iterator[Block]:
    for token in tokens:
        if token.level or token.nesting < 0 or token.map is None:
            continue
        start, end = token.map
        while end > start + 1 and not body[end - 1].strip():
            end -= 1
        level = int(token.tag[1:]) if token.type == "heading_open" else 0
        yield Block(_KINDS.get(token.type, token.type), start, end, level)


def _pair_containers(blocks: list[Block], tokens: Sequence[Token]) -> list[Block]:
    """Join each ``:::`` opener, its closer and what stands between them into one block."""
    marks = {t.map[0]: t.content for t in tokens if t.type == "container_mark" and t.map}
    done: list[Block] = []
    opened: list[tuple[int, int]] = []  # colons, index into done
    for block in blocks:
        match = _CONTAINER.match(marks.get(block.start, ""))
        if block.kind != "container mark" or match is None:
            done.append(block)
            continue
        colons, name = len(match[1]), match[2]
        if name:
            opened.append((colons, len(done)))
            done.append(block)
            continue
        while opened and opened[-1][0] > colons:
            opened.pop()
        if not opened:
            done.append(block)
            continue
        _, at = opened.pop()
        inner = tuple(done[at + 1 :])
        done[at:] = [Block("container", done[at].start, block.end, inner=inner)]
    return done


def _cover_body(blocks: list[Block], body: Sequence[str], front: int) -> Iterator[Block]:
    """The blocks, and between them one for each run of lines that no block holds.

    Link reference definitions are such lines: CommonMark gives them no block.
    """
    at = front
    for block in [*blocks, Block("end", len(body), len(body))]:
        start: int | None = None
        for i in range(at, block.start + 1):
            blank = i == block.start or not body[i].strip()
            if not blank and start is None:
                start = i
            elif blank and start is not None:
                yield Block("reference", start, i)
                start = None
        if block.kind != "end":
            yield block
        at = max(at, block.end)


def _token_fence(token: Token, body: Sequence[str]) -> Fence:
    assert token.map is not None
    fence = _token_code(token, body, token.map[0] + 1)
    return replace(fence, start=token.map[0], info=token.info, closed=token.map[1] > fence.last)


def _token_code(token: Token, body: Sequence[str], first: int) -> Fence:
    """The code of a token, whose lines begin at ``first``, as a fence without its own lines."""
    assert token.map is not None
    end = token.map[1]
    content = token.content.split("\n")[:-1] if token.content.endswith("\n") else []
    if token.content and not token.content.endswith("\n"):
        content = token.content.split("\n")
    last = min(first + len(content), len(body))
    prefixes = []
    for line, code in zip(body[first:last], content, strict=False):
        fits = line.endswith(code)
        prefixes.append(line[: len(line) - len(code)] if fits else line)
    return Fence(first, end, first, last, "", tuple(prefixes), closed=True)
