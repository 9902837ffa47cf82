"""What is wrong in a module that git merged without a conflict, though all its versions were sound.

Git compares lines: that one side renamed what the other uses anew, or that a method ended up in
another class, it can't see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from prefect_codemods.python.parse_cache import shared_parses
from prefect_migrate.model import Refusal
from prefect_migrate.reconcile.fact_check import allowed_counts
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.facts import statement_facts
from prefect_migrate.reconcile.statements.soundness import ModuleSides


def broken_python(base: str, ours: str, theirs: str, merged: str) -> list[str]:
    """A sentence on each thing that is wrong; nothing where a version isn't Python itself."""
    with shared_parses():
        try:
            texts = [Text.of(text, "a version") for text in (base, ours, theirs)]
            sides = ModuleSides(texts[1], texts[2], texts[0], exact=True)
        except (Refusal, SyntaxError, RecursionError):
            return []
        try:
            result = Text.of(merged, "the result")
            found = sides.faults(result, 0, ()) or sides.confused_facts(result, bound_only=True)
        except (Refusal, SyntaxError) as error:
            return [f"the result is not Python: {error}"]
        except RecursionError:
            return []
        return list(dict.fromkeys([*found.values(), *_misplaced([*texts, result])]))


def _misplaced(versions: Sequence[Text]) -> Iterator[str]:
    """The functions and classes that don't stand where a side put them."""
    counts = [Counter(_definition_paths(text)) for text in versions]
    for name in dict.fromkeys(name for count in counts for name in count):
        least, _ = allowed_counts(*(count[name] for count in counts[:3]))
        if counts[3][name] < least:
            yield f"`{name}` would be lost"


def _definition_paths(text: Text) -> Iterator[str]:
    for fact, count in statement_facts(text.tree.body).items():
        if fact.kind == "definition":
            yield from [f"{fact.scope}.{fact.said}".lstrip(".")] * count
