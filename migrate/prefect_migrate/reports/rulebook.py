"""``prefect-migrate rules`` and ``prefect-migrate rule CODE``."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from prefect_codemods.rule import Kind, Rule
from prefect_migrate.reports.decision_rules import GRADES, GROUNDS

_FIX = {
    Kind.SAFE: "Safe: the edit keeps what the code does.",
    Kind.UNSAFE: "Unsafe: the edit may move the meaning; made only with --unsafe-fixes.",
    Kind.MANUAL: "Manual: reported, never edited.",
}


_ROOMS = {"documents", "conflicts", "reconcile", "rewriting", "migration", "bulk"}


def rules() -> None:
    """List the rules: code, name, kind of fix, and the Prefect release that asks for it."""
    sys.stdout.write(table(known_rules()))
    for heading, words in (
        ("The grounds on which merges decide:", GROUNDS),
        ("How sure a decision is, surest first:", GRADES),
    ):
        sys.stdout.write(f"\n{heading}\n\n{_glossary(words)}")


def rule(code: Annotated[str, typer.Argument(metavar="CODE", help="Such as PM101.")]) -> None:
    """Explain one rule: what it does, why, since when, how safe it is, before and after."""
    if code in GROUNDS:
        sys.stdout.write(f"{code}\n{'=' * len(code)}\n\n{_wrapped(GROUNDS[code])}\n")
        return
    known = known_rules()
    found = known.get(code.upper()) or next((r for r in known.values() if r.name == code), None)
    if found is None:
        near = difflib.get_close_matches(code.upper(), known, 1)
        hint = f"did you mean {near[0]}?" if near else "see: prefect-migrate rules"
        sys.stderr.write(f"prefect-migrate: error: there is no rule {code}; {hint}\n")
        raise typer.Exit(2)
    sys.stdout.write(page(found))


def table(known: Mapping[str, Rule]) -> str:
    """One line a rule."""
    width = max((len(r.name) for r in known.values()), default=0)
    return "".join(
        f"{r.code}  {r.name.ljust(width)}  {r.kind.value.ljust(6)}  {r.since}".rstrip() + "\n"
        for r in known.values()
    )


def page(shown: Rule) -> str:
    """The page of one rule."""
    return "\n".join(_page(shown)) + "\n"


def _page(shown: Rule) -> Iterator[str]:
    title = f"{shown.code} {shown.name}"
    yield from (title, "=" * len(title), "")
    yield _wrapped(shown.what)
    yield from ("", "Why", "---", _wrapped(shown.why))
    if shown.since and not shown.code.startswith("PM9"):
        yield f"Since Prefect {shown.since}."
    yield from ("", "Fix", "---", _FIX[shown.kind])
    if shown.advice:
        yield _wrapped(shown.advice)
    for heading, code in (("Before", shown.before), ("After", shown.after)):
        if code:
            yield from ("", heading, "-" * len(heading))
            yield textwrap.indent(code.rstrip("\n"), "    ")
    if shown.source:
        yield from ("", f"Source: {shown.source}")


def _glossary(words: Mapping[str, str]) -> str:
    width = max(map(len, words)) + 2
    return "".join(
        _wrapped(meaning, name.ljust(width), " " * width) + "\n" for name, meaning in words.items()
    )


def _wrapped(text: str, first: str = "", others: str = "") -> str:
    plain = " ".join(text.split())
    return textwrap.fill(plain, 88, initial_indent=first, subsequent_indent=others)


def known_rules() -> Mapping[str, Rule]:
    """All rules by code: the codemods' and those of the tool's own rooms."""
    import prefect_migrate
    from prefect_codemods.registry import rules as codemods
    from prefect_codemods.rule import registered

    codemods()
    for room in pkgutil.iter_modules(prefect_migrate.__path__, "prefect_migrate."):
        if room.name.rpartition(".")[2] in _ROOMS:
            module = importlib.import_module(room.name)
            for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{room.name}."):
                importlib.import_module(found.name)
    return registered()
