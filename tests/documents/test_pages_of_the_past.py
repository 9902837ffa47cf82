"""Pages that tell of releases before: what is old there is noted; elsewhere it is left to a person."""

from __future__ import annotations

import pytest

from prefect_codemods.findings import Level
from prefect_migrate.library import migrate_text

PAGE = "# Agents\n\nStart one with `prefect agent start docker`.\n"


@pytest.mark.parametrize(
    "path",
    [
        *("CHANGELOG.md", "docs/changes.rst", "HISTORY.md", "NEWS.md", "docs/releases/0.14.md"),
        *(
            "docs/release-notes.md",
            "docs/upgrading_1.0.md",
            "upgrade-guide.md",
            "docs/migration.md",
        ),
        *("docs/03-migrating-to-1.0.md", "docs/whats-new.md"),
    ],
)
def test_pages_that_tell_of_releases(path: str) -> None:
    assert [d.level for d in migrate_text(PAGE, path).diagnostics] == [Level.NOTE]


@pytest.mark.parametrize(
    "path",
    [
        *("docs/change-data-capture.md", "release-process.md", "newsletter.md", "exchange.md"),
        *("docs/data-migration.md", "migrate-database.md", "docs/history-load.md", "renew.md"),
        *("docs/upgrade-agents.md", "docs/news-flow.md"),
    ],
)
def test_pages_whose_names_only_begin_so(path: str) -> None:
    assert [d.level for d in migrate_text(PAGE, path).diagnostics] == [Level.MANUAL]
