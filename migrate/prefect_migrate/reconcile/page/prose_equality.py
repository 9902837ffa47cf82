"""Whether two pieces of a page mean the same to whoever reads them.

Equal are words, code, targets of links and images, operators, numbers, placeholders and strikes,
letter by letter. Wrapping, the characters that mark an emphasis, a heading or the items of a list,
the blanks in a table, and links to pages that the catalogue knows to have moved may differ.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from prefect_migrate.documents.markdown import bare_line, front_matter_length, page_parser
from prefect_migrate.model import split_lines

if TYPE_CHECKING:
    from markdown_it.token import Token

Meaning = tuple[object, ...]
Links = Callable[[str], str]

_BY_LINE = re.compile(
    r"[ \t]*(?:!!!|\?\?\?|===|:|\.\.|\{[%{]|\||\$\$|\\|\[\^|%|\+\+\+|\([\w-]+\)=)"
)
"""How a line begins that MkDocs, MyST, reST or a template read as a line, not as running text."""
_BLANKS = re.compile(r"[ \t]+")
_NOT_MEANT = ("paragraph_open", "paragraph_close")
"""Tokens that say only whether blank lines stand between the items of a list."""


def same_meaning(first: str, second: str, links: Links = str) -> bool:
    """Whether two pieces of Markdown mean the same."""
    return first == second or prose_meaning(first, links) == prose_meaning(second, links)


@functools.lru_cache(maxsize=4096)
def prose_meaning(text: str, links: Links = str) -> Meaning:
    """All that a reader takes from a piece of Markdown; equal pieces mean the same.

    ``links`` spells alike all links to a page that moved.
    """
    lines = [bare_line(line) for line in split_lines(text)]
    front = front_matter_length(lines)
    environment: dict[str, Any] = {}
    body = lines[front:]
    tokens = page_parser(inline=True).parse("\n".join(body), environment)
    return (*lines[:front], *_of_tokens(tokens, body, links), *_references(environment, links))


def _of_tokens(tokens: Sequence[Token], body: Sequence[str], links: Links) -> Iterator[object]:
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.type == "inline":
            in_cell = before is not None and before.type in ("th_open", "td_open")
            source = body[slice(*token.map)] if token.map and not in_cell else ()
            if any(_BY_LINE.match(line) for line in source):
                yield tuple(line.rstrip() for line in source)
            else:
                yield tuple(_of_inline(token.children or (), links))
        elif token.type not in _NOT_MEANT:
            yield (
                token.type,
                token.tag,
                token.info.strip(),
                _attributes(token, links),
                token.content,
            )


def _of_inline(tokens: Sequence[Token], links: Links) -> Iterator[object]:
    """Running text with its blanks as one each, and what stands in it."""
    text = ""
    for token in tokens:
        if token.type in ("text", "softbreak"):
            text += token.content if token.type == "text" else " "
            continue
        if text:
            yield _BLANKS.sub(" ", text)
        text = ""
        inner = tuple(_of_inline(token.children or (), links))
        yield token.type, token.tag, _attributes(token, links), inner or token.content
    if text:
        yield _BLANKS.sub(" ", text)


def _attributes(token: Token, links: Links) -> tuple[tuple[str, object], ...]:
    found = {
        name: links(value) if name in ("href", "src") and isinstance(value, str) else value
        for name, value in token.attrs.items()
    }
    return tuple(sorted(found.items()))


def _references(environment: dict[str, Any], links: Links) -> Iterator[object]:
    """Link definitions: CommonMark gives them no token."""
    for label, found in sorted(environment.get("references", {}).items()):
        yield "reference", label, links(found["href"]), found["title"]
    for found in environment.get("duplicate_refs", ()):
        yield "reference", found["label"], links(found["href"]), found["title"]
