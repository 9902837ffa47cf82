"""One self-contained page over a run: overview, diffs, conflicts, decisions, flow graphs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

import prefect_migrate
from prefect_migrate.model import Outcome
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.links import describe_code
from prefect_migrate.reports.masking import masked_outcome
from prefect_migrate.reports.page_data import FileView, file_view, grade_counts, rule_counts
from prefect_migrate.reports.summary import run_summary
from prefect_migrate.reports.templating import render_template
from prefect_migrate.settings import Settings


class HtmlPage:
    """Collects the files and gives the page at the end; ``title`` says what was run over."""

    def __init__(self, title: str, settings: Settings) -> None:
        self._title = title
        self._settings = settings
        self._views: list[FileView] = []

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file for the end."""
        if outcome.changed or outcome.left or outcome.refusal or outcome.decisions:
            self._views.append(self._file_view(outcome))
        return ""

    def _file_view(self, outcome: Outcome) -> FileView:
        migration = self._settings.codemods.migration
        return file_view(masked_outcome(outcome), len(self._views) + 1, migration)

    def end(self, tally: Tally, choices: Mapping[str, object] | None = None) -> str:
        """The page; ``choices`` makes it the one in which a review is done."""
        codes = rule_counts(self._views)
        return render_template(
            "report.html",
            title=self._title,
            version=prefect_migrate.__version__,
            date=datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            summary=run_summary(tally),
            tally=tally,
            views=self._views,
            rules=codes,
            grades=grade_counts(self._views),
            described={code: describe_code(code, self._settings.rules_url) for code, *_ in codes},
            choices=choices,
        )
