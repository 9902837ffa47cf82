"""Whether a page tells of releases before, as far as its name says it."""

from __future__ import annotations

import pytest

from prefect_codemods.findings import Level
from prefect_migrate import migrate_text

PAGE = "# Agents\n\nRun `prefect agent start kubernetes --token X` now.\n"


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("CHANGELOG.md", Level.NOTE),
        ("docs/0.14-release.md", Level.NOTE),
        ("docs/how_to_upgrade.md", Level.NOTE),
        ("docs/release-notes.md", Level.NOTE),
        ("docs/releases/0.14.md", Level.NOTE),
        ("docs/03-migrating-to-1.0.md", Level.NOTE),
        ("docs/upgrading_1.0.md", Level.NOTE),
        ("docs/change-data-capture.md", Level.MANUAL),
        ("docs/release-process.md", Level.MANUAL),
        ("docs/data-migration.md", Level.MANUAL),
        ("docs/upgrade-agents.md", Level.MANUAL),
        ("docs/news-flow.md", Level.MANUAL),
        ("docs/exchange.md", Level.MANUAL),
        ("docs/key-interchange.md", Level.MANUAL),
        ("changes/agents.md", Level.MANUAL),
    ],
)
def test_old_commands_in_sentences(path: str, level: Level) -> None:
    assert [found.level for found in migrate_text(PAGE, path).diagnostics] == [level]
