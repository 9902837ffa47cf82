"""What can't be told of Python between conflict markers, where nothing but the markers is known.

What stands outside of them git has merged from both sides. A name that one side binds between the
markers, and that is bound outside as well, may be two different things: the other side may have
brought the one outside, and neither side ever had both.
"""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from prefect_migrate.model import Refusal
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.facts import Fact
from prefect_migrate.reconcile.statements.name_events import NameEvent, name_events

Scoped = tuple[str, str]
_BUILTIN = frozenset(dir(builtins))


class MarkedSide(NamedTuple):
    """A side as the markers leave it, and which of its 0-based lines stand outside of them."""

    text: str
    outside: Collection[int]


def marker_doubts(sides: Sequence[MarkedSide], base: str | None) -> dict[Fact, str]:
    """What must stay open, each with a sentence; nothing where a text is not Python.

    ``base`` is the text that the base parts of the markers make up, with what stands outside.
    """
    try:
        texts = [Text.of(side.text, "a side") for side in sides]
        known = None if base is None else Text.of(base, "the base")
    except (Refusal, RecursionError):
        return {}
    found = [_Events(text, side.outside) for text, side in zip(texts, sides, strict=True)]
    counts = [text.reading(_counts) for text in (*texts, *([known] if known else []))]
    doubts: dict[Fact, str] = {}
    for at, events in enumerate(found):
        fresh = counts[at] - (counts[2] if known else counts[1 - at])
        for scoped, why in events.doubts(fresh):
            doubts |= dict.fromkeys(_facts_of(scoped), why)
    return doubts


def _counts(text: Text) -> Counter[tuple[Scoped, bool]]:
    events = text.reading(name_events)
    return Counter(((event.scope, event.name), event.binds) for event in events)


def _facts_of(scoped: Scoped) -> Iterator[Fact]:
    """The facts that make what says them stay open: the function, if the name is one of it."""
    scope, name = scoped
    if scope:
        yield Fact("", "definition", scope.rpartition(".")[2].partition("#")[0])
    else:
        yield from (Fact("", kind, name) for kind in ("binding", "definition", "assigned"))


class _Events:
    """The events of one side by scope and name, those between the markers and those outside."""

    def __init__(self, text: Text, outside: Collection[int]) -> None:
        self.inside: dict[Scoped, list[NameEvent]] = {}
        self.outside: dict[Scoped, list[NameEvent]] = {}
        for event in text.reading(name_events):
            held = self.outside if event.line - 1 in outside else self.inside
            held.setdefault((event.scope, event.name), []).append(event)

    def doubts(self, fresh: Collection[tuple[Scoped, bool]]) -> Iterator[tuple[Scoped, str]]:
        """The names in doubt, of those that this side binds or reads anew between the markers."""
        for scoped, binds in fresh:
            inside, outside = self.inside.get(scoped), self.outside.get(scoped)
            if not inside or not outside or inside[0].binds != binds or scoped[1] == "_":
                continue
            bound = any(event.binds and not event.parameter for event in outside)
            known = any(event.parameter for event in outside)
            if binds and outside[0].binds:
                if not (inside[0].brief and outside[0].brief):
                    yield scoped, f"`{scoped[1]}` {_TWICE}"
            elif bound != binds and not known and self._is_global(scoped):
                yield scoped, f"`{scoped[1]}` {_HIDDEN}"

    def _is_global(self, scoped: Scoped) -> bool:
        """Whether a name of a function is one of the module too, or built in."""
        scope, name = scoped
        of_module = [*self.inside.get(("", name), []), *self.outside.get(("", name), [])]
        return bool(scope) and (name in _BUILTIN or any(event.binds for event in of_module))


_TWICE = "is bound between the markers and outside of them: nothing shows whether one side did both"
_HIDDEN = "is a variable of the function and a global name: nothing shows which one each side means"
