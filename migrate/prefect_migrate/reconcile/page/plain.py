"""reStructuredText, and changelogs and notes in plain text, whose base is known: by block, else by line."""

from __future__ import annotations

import re

from prefect_migrate.documents.plain_page import cut_plain
from prefect_migrate.reconcile.after_codemods import AfterCodemods
from prefect_migrate.reconcile.page.three_way import merge_with_base
from prefect_migrate.reconcile.page.unit_additions import is_log_name
from prefect_migrate.reconcile.result import Parts, Sides
from prefect_migrate.reconcile.unstructured import merge_text
from prefect_migrate.settings import Settings

_PROSE_NAME = re.compile(
    r"(?i)(?:.*[/\\])?(?:readme|notes?|todo|authors|contributors|contributing|install|usage|faq"
    r"|thanks|credits|about)(?:[._-][\w-]+)?(?:\.te?xt)?|(?:.*[/\\])?docs?[/\\].*\.te?xt"
)
"""Files without a known suffix that hold prose, not data."""


def merge_plain(sides: Sides, settings: Settings, kind: str, reason: str) -> Parts | None:
    """The merge by block; ``None`` where merging by line leaves no more, or nothing is known.

    A changelog is looked at block by block in any case: git puts entries below a release.
    """
    path = sides.conflicted.source.path
    log = is_log_name(path)
    if sides.base is None or not (log or kind == "rst" or _PROSE_NAME.fullmatch(path)):
        return None
    by_line = merge_text(sides, reason, after=AfterCodemods.of(sides, settings))
    if not log and not by_line.undecided:
        return by_line
    by_block = merge_with_base(sides, settings, cut_plain)
    rules = any(made.rule != "three-way" for made in by_line.decisions)
    better = len(by_block.undecided) < len(by_line.undecided) or (log and not rules)
    return by_block if better else by_line
