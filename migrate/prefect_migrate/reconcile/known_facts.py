"""What a merge with a known base got wrong, by the facts of its kind of document."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from prefect_migrate.conflicts import Conflicted
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.fact_check import Reader, shown_fact, wrong_facts
from prefect_migrate.reconcile.migrated_variant import migrated_document
from prefect_migrate.reconcile.result import Merge, broken_invariant
from prefect_migrate.reconcile.verify import merged_texts
from prefect_migrate.settings import Settings

_VERSIONS = ("base", "ours", "theirs", "result")
_BY_PERSON = {DecisionRule.USER.value, DecisionRule.DECISIONS.value}


def check_facts(
    conflicted: Conflicted,
    base: str,
    made: Merge,
    kind: str,
    settings: Settings,
    *,
    exact: bool,
) -> None:
    """Raise ``Unsafe`` for a fact that the merge lost, brought back or made up.

    ``exact`` says that the sides are whole files, and not what the markers leave of them.

    Nothing is checked where a person decided. What the codemods write differently is no fact of a
    side: where something seems wrong, all versions are compared as the codemods would write them.
    """
    rules = {decision.rule for decision in made.decisions}
    read = _fact_reader(kind, conflicted.source.path)
    if read is None or rules & _BY_PERSON:
        return
    sides = [conflicted.variant(side).text for side in ("ours", "theirs")]
    texts = [base, *sides, *merged_texts(conflicted, made)]
    if kind == "python":
        _sound_python(conflicted.source.path, texts, settings)
        if not exact:
            _keeps_constants(texts)
        if rules != {DecisionRule.THREE_WAY.value}:
            return  # what means the same, as two flows may, says it in other words
    wrong = _wrong_facts(read, kind, texts)
    if wrong:
        path = conflicted.source.path
        migrated = [migrated_document(path, text, settings) for text in texts]
        if kind == "python" and any(found and found[1] for found in migrated):
            return  # merged as the codemods write it, and held to the facts of that
        if all(found is not None for found in migrated):
            wrong = _wrong_facts(read, kind, [found[0] for found in migrated if found is not None])
    for fact, what in wrong.items():
        raise broken_invariant(shown_fact(fact, what))
    if kind in ("markdown", "rst", "text"):
        _check_sections(texts, markdown=kind == "markdown")


def _check_sections(texts: list[str], *, markdown: bool) -> None:
    """Raise ``Unsafe`` where a section would stand there twice, or a block in another section."""
    from prefect_migrate.reconcile.page.page_facts import doubled_heading, misplaced_words

    if heading := doubled_heading(texts, markdown=markdown):
        raise broken_invariant(f"both sides added `{heading}`, each in another place")
    if words := misplaced_words(texts, markdown=markdown):
        said = words if len(words) <= 80 else f"{words[:79]}…"
        raise broken_invariant(f"`{said}` would stand below another heading")


def _sound_python(path: str, texts: Sequence[str], settings: Settings) -> None:
    """Raise ``Unsafe`` where a whole result is broken, whatever it was merged by."""
    from prefect_migrate.reconcile.statements.clean_python import broken_python

    if len(texts) > len(_VERSIONS) or not (problems := broken_python(*texts)):
        return
    migrated = [migrated_document(path, text, settings) for text in texts]
    known = [found[0] for found in migrated if found is not None]
    if len(known) == len(texts):
        problems = broken_python(*known)
    for problem in problems:
        raise broken_invariant(problem)


def _keeps_constants(texts: Sequence[str]) -> None:
    """Raise ``Unsafe`` where a constant is missing that one side added between the markers.

    The codemods may have dropped what holds it, for what git had merged outside of them.
    """
    from prefect_migrate.reconcile.statements.facts import constants

    base, ours, theirs, *results = map(constants, texts)
    for constant in sorted((ours - base) ^ (theirs - base)):
        if not any(constant in result for result in results):
            raise broken_invariant(shown_fact(constant, "lost"))


def _wrong_facts(read: Reader, kind: str, texts: list[str]) -> Mapping[Hashable, str]:
    base, ours, theirs, *results = texts
    wrong = wrong_facts(read, base, ours, theirs, results)
    if wrong is None:
        _still_readable(read, texts)
    if not wrong:
        return {}
    found = [facts for text in texts if (facts := read(text)) is not None]
    if kind == "manifest":
        from prefect_migrate.reconcile.manifests.yaml_facts import (
            without_renamed,
            without_shared_values,
        )

        left = without_renamed(wrong, found[0], found[1], found[2])
        return without_shared_values(left, found[:3], found[3:])
    from prefect_migrate.reconcile.page import page_facts

    if read in (page_facts.page_facts, page_facts.plain_page_facts):
        return page_facts.without_shared_changes(wrong, texts, markdown=kind == "markdown")
    return wrong


def _still_readable(read: Reader, texts: list[str]) -> None:
    """Raise ``Unsafe`` where all three versions can be read and the result can't.

    A key that each side added in a place of its own stands there twice, and git sees no conflict.
    """
    known = [read(text) is not None for text in texts]
    if all(known[:3]) and not any(known[3:]):
        raise broken_invariant(
            "all three versions can be read and the result can't: both sides may have added one key"
        )


def _fact_reader(kind: str, path: str) -> Reader | None:
    if kind == "manifest":
        from prefect_migrate.reconcile.manifests.yaml_facts import yaml_facts

        return yaml_facts
    if kind == "markdown":
        from prefect_migrate.reconcile.page.page_facts import page_facts

        return page_facts
    if kind == "python":
        from prefect_migrate.reconcile.statements.facts import python_facts

        return python_facts
    from prefect_migrate.reconcile.page.page_facts import plain_page_facts
    from prefect_migrate.reconcile.statement_lines import line_format

    if known := line_format(kind, path):
        return known.read

    return plain_page_facts
