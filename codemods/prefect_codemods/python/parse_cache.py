"""Parses that are shared while one file is worked on: its sides are looked at from many places.

The trees are to be read only. Nothing is kept outside of ``shared_parses``: a tree takes hundreds
of times the memory of its text.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeVar, cast

Tree = TypeVar("Tree")
_held: ContextVar[dict[tuple[str, str], object] | None] = ContextVar("held", default=None)


@contextmanager
def shared_parses() -> Iterator[None]:
    """Parse each text once while this lasts; inside of another one it changes nothing.

    No cycles of garbage are looked for meanwhile, since the trees are held.
    """
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        with without_collector():
            yield
    finally:
        _held.reset(token)


@contextmanager
def without_collector() -> Iterator[None]:
    """Let the garbage collector rest while trees are worked on.

    Going through their hundreds of thousands of nodes again and again took most of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def shared_parse(
    parser: Literal["ast", "libcst", "elements"], text: str, parse: Callable[[str], Tree]
) -> Tree:
    """What ``parse`` makes of ``text``, or made of it before; raises what it raises."""
    held = _held.get()
    if held is None:
        return parse(text)
    key = parser, text
    if key not in held:
        held[key] = parse(text)
    return cast("Tree", held[key])
