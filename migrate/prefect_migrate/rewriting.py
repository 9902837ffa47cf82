"""The codemods over one document: its code regions rewritten in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from prefect_codemods import code_block_rules, todo
from prefect_codemods.document_kinds import document_kind
from prefect_codemods.findings import Change, Diagnostic, Level, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.parsing import check_edits
from prefect_migrate.documents import programs, reading
from prefect_migrate.documents.commented_cells import cell_findings
from prefect_migrate.documents.docstrings import docstring_findings
from prefect_migrate.documents.region import Region, splice_regions
from prefect_migrate.documents.unread_text import beside_regions, is_template, report_unreadable
from prefect_migrate.model import Outcome, Refusal, Related, Source
from prefect_migrate.settings import Settings

_PAGES = ("markdown", "rst")
_PREFIX = r"(?:^|/)(?:v?\d[\d.]*[-_ ])?"
_RELEASE = r"(?:[-_. ]*v?\d[^/]*)?(?:\.\w+)?$"
_OF_HISTORY = re.compile(
    rf"{_PREFIX}(?:change(?:s|[-_ ]?logs?)|history|what[-_]?s[-_]new|news"
    rf"|release(?:s|[-_ ]?notes?)|(?<=\d[-_ ])release){_RELEASE}"
    r"|(?:^|/)(?:change-?logs?|news|release[-_]?notes?|releases)/[^/]*$",
    re.IGNORECASE,
)
"""Names of pages that tell of releases before."""
_OF_CHANGES = re.compile(
    rf"{_PREFIX}(?:how[-_]to[-_])?"
    r"(?:upgrad(?:e|es|ing)(?:[-_](?:to|from|guide|notes?))?"
    rf"|migrat(?:e|ion|ions|ing)(?:[-_](?:to|from|guide|notes?))?){_RELEASE}",
    re.IGNORECASE,
)
"""Names of pages that tell what changes from one release to another, or of something else that is
migrated: only what they show beside each other is a lesson."""
_HISTORY = "the page tells of past releases, so its code was kept"


def rewrite_document(source: Source, settings: Settings, role: str = "") -> Outcome:
    """Run the codemods over every code region of a document.

    ``role`` says what a YAML file is for (``job-template``). Raises ``Refusal`` for Python that
    doesn't parse and for a document that can't be read as what its name says.
    """
    kind = document_kind(source.path, source.text).name
    if kind in _PAGES and settings.codemods.migration.release_signs().for_later_releases(
        source.text
    ):
        # One block may tell what all of them are written for, also one that isn't read.
        return Outcome(source, source.text)
    role = role or _role(source.path, kind, settings)
    pairs: list[tuple[Region, str]] = []
    findings: list[Rewritten] = []
    regions = _regions_to_change(source, kind, settings)
    lines = source.text.split("\n")
    for region, made in zip(
        regions, programs.migrate_regions(regions, settings.codemods, role), strict=True
    ):
        if isinstance(made, Refusal) and kind == "python" and not is_template(source.text):
            raise made
        found = _finish_region(region, made, settings)
        if region.lines or region.program:
            found = _within_lines(found, lines)
        pairs.append((region, found.text))
        findings.append(found)
    for change in (change for found in findings for change in found.changes):
        if change.id in settings.codemods.rejected:
            raise Refusal(
                f"the fix {change.rule} that you rejected here can't be left out by itself",
                change.line,
                change.column,
                help=f"write `# prefect-migrate: ignore[{change.rule}]` behind the line instead",
            )
    after = splice_regions(source.text, pairs)
    if kind == "notebook":
        check_edits(source.text, after, "json")
    related = dict.fromkeys(path for found in findings for path in found.job_templates)
    return Outcome(
        source,
        after,
        changes=tuple(change for found in findings for change in found.changes),
        related=tuple(Related(path, "job-template") for path in related),
    ).with_diagnostics(
        *(d for found in findings for d in found.diagnostics),
        *_findings_beside(source, regions, settings.codemods),
    )


def _regions_to_change(source: Source, kind: str, settings: Settings) -> tuple[Region, ...]:
    """The code of a document; that of a page about past releases is left alone."""
    regions = reading.document_regions(source, settings.codemods.migration)
    if kind in _PAGES and _OF_HISTORY.search(source.path):
        return tuple(replace(region, skip=region.skip or _HISTORY) for region in regions)
    return regions


def _role(path: str, kind: str, settings: Settings) -> str:
    """What a file is for, as far as its name tells."""
    place = PurePath(path)
    if kind == "notebook":
        return kind
    if not document_kind(path, "").language:
        return "page"
    if place.name == "__init__.py":
        return "package"
    if kind == "toml" and place.parent.name.startswith("."):
        library = settings.codemods.migration.catalogue().library
        return "settings" if place.parent.name == f".{library}" else ""
    return ""


def _findings_beside(
    source: Source, regions: Sequence[Region], options: Options
) -> Iterator[Diagnostic]:
    """What is old in the parts of a document that aren't read, or aren't edited."""
    if document_kind(source.path, source.text).name == "python":
        yield from docstring_findings(source.text, options)
        yield from cell_findings(source.text, options)
    elif not document_kind(source.path, source.text).language:
        blocks = reading.unread_blocks(source)
        past = any(region.skip for region in regions) or any(
            names.search(source.path) for names in (_OF_HISTORY, _OF_CHANGES)
        )
        yield from beside_regions(source.text, regions, blocks, options, speaks_of_past=past)


def _finish_region(region: Region, found: Rewritten | Refusal, settings: Settings) -> Rewritten:
    """What came of one region, with places in the document."""
    options = settings.codemods
    if isinstance(found, Refusal):
        left = tuple(report_unreadable(region.text, region.language, found, options))
        return _place_in_document(Rewritten(region.text, diagnostics=left), region)
    text = found.text
    if region.skip:
        return Rewritten(region.text, diagnostics=tuple(_skipped_region(region, found, options)))
    if settings.todo and region.language == "python":
        text = todo.insert_comments(region.text, text, found.diagnostics)
    moved = _place_in_document(found, region)
    notes = _moved_numbers(region, text, options)
    return replace(moved, text=text, diagnostics=(*moved.diagnostics, *notes))


def _place_in_document(found: Rewritten, region: Region) -> Rewritten:
    """The findings with places in the document."""
    if not region.lines:
        return found.relocated(lambda line: line + region.line, region.column_of)
    last = len(region.lines) - 1
    return found.relocated(lambda line: region.lines[min(line - 1, last)] + 1)


def _within_lines(found: Rewritten, lines: Sequence[str]) -> Rewritten:
    """The findings; what points to no character of its line points to its first one.

    In the place of a magic, or before what was printed, stands more than the page says.
    """

    def column(place: Change | Diagnostic) -> int:
        return place.column if 1 <= place.column <= len(lines[place.line - 1]) else 1

    return replace(
        found,
        changes=tuple(replace(c, column=column(c)) for c in found.changes),
        diagnostics=tuple(replace(d, column=column(d)) for d in found.diagnostics),
    )


def _skipped_region(region: Region, found: Rewritten, options: Options) -> Iterator[Diagnostic]:
    """What was not done in a region that is left alone on purpose."""
    rule = code_block_rules.LESSON
    asked = {d.rule for d in found.diagnostics if d.level is not Level.NOTE}
    codes = asked.union(change.rule for change in found.changes)
    if options.enabled(rule.code) and codes:
        rules = ", ".join(sorted(codes))
        message = f"{region.skip} (not applied: {rules})"
        yield Diagnostic(
            rule.code, message, region.line + 1, region.column_of(1) + 1, Level.NOTE, rule.advice
        )


def _moved_numbers(region: Region, text: str, options: Options) -> Iterator[Diagnostic]:
    """A word where the document refers to lines that are no longer the same ones."""
    rule = code_block_rules.LINE_NUMBERS
    moved = region.text.count("\n") != text.count("\n")
    if region.names_lines and moved and options.enabled(rule.code):
        message = "the page highlights lines of this code, and their number changed"
        yield Diagnostic(rule.code, message, region.line, 1, Level.MANUAL, rule.advice)
