"""What has one cause is said once: a finding with its count, an import statement in one line."""

from __future__ import annotations

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.reports.text import Concise, also_at

HANDLERS = """\
import prefect

one = prefect.engine.result_handlers.ResultHandler()
two = prefect.engine.result_handlers.ResultHandler()
both = [prefect.engine.result_handlers.ResultHandler() for _ in range(2)]
"""


def test_a_finding_that_repeats_is_told_once_with_its_count_and_places() -> None:
    outcome = migrate_text(HANDLERS)
    assert len(outcome.diagnostics) == 3
    said = [line for line in Concise().outcome(outcome).splitlines() if "PM250" in line]
    assert len(said) == 1
    assert said[0].startswith("flow.py:3:7: PM250 error: ")
    assert said[0].endswith(" (3 times: also at lines 4, 5)")


def test_findings_of_different_causes_stay_apart() -> None:
    text = HANDLERS.replace("two = prefect.engine.result_handlers.", "two = prefect.environments.")
    outcome = migrate_text(text)
    said = [line for line in Concise().outcome(outcome).splitlines() if "PM250" in line]
    assert len(said) == 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([7], ""),
        ([7, 9], " (2 times: also at line 9)"),
        ([7, 7], " (2 times)"),
        ([7, 7, 9, 9], " (4 times: also at line 9)"),
        (list(range(20)), f" (20 times: also at lines {', '.join(map(str, range(1, 13)))}, …)"),
    ],
)
def test_how_often_and_where(lines: list[int], said: str) -> None:
    assert also_at(lines) == said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "from prefect.environments.storage import Docker, S3 as Three, GCS\n",
            [
                "`Docker`, `S3` and `GCS` moved from `prefect.environments.storage` to `prefect.storage`"
            ],
        ),
        (
            "from prefect.environments import LocalEnvironment, RemoteEnvironment\nprint()\n",
            [
                "`prefect.environments.LocalEnvironment` and `prefect.environments.RemoteEnvironment`"
                " are no longer imported: nothing uses them"
            ],
        ),
        (
            "from prefect.engine.result_handlers import S3ResultHandler, GCSResultHandler\nprint()\n",
            [
                "`S3ResultHandler` (now `S3Result`) and `GCSResultHandler` (now `GCSResult`) moved"
                " from `prefect.engine.result_handlers` to `prefect.engine.results`"
            ],
        ),
        (
            "from prefect.environments.storage import S3; from prefect.environments.storage import GCS\n",
            [
                "`prefect.environments.storage.S3` moved to `prefect.storage.S3`",
                "`prefect.environments.storage.GCS` moved to `prefect.storage.GCS`",
            ],
        ),
    ],
)
def test_an_import_statement_gets_one_line(statement: str, said: list[str]) -> None:
    outcome = migrate_text(statement)
    assert [change.message for change in outcome.changes] == said


def test_removed_names_of_one_statement_are_one_finding() -> None:
    outcome = migrate_text("from prefect.environments import LocalEnvironment, RemoteEnvironment\n")
    (found,) = outcome.diagnostics
    assert "`prefect.environments.RemoteEnvironment` have no equivalent" in found.message
    assert (found.line, found.end_column) == (1, 69)
