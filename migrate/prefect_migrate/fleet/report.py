"""One table over all repositories of a fleet: JSON, CSV, HTML."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import prefect_migrate
from prefect_migrate.fleet.task import Record
from prefect_migrate.printing import json_document

WORDS = {
    "migrated": "migrated",
    "partly": "needs attention",
    "untouched": "nothing to migrate",
    "failed": "failed",
}
STATUSES = ("migrated", "partly", "untouched", "failed")
_COLUMNS = ("repository", "status", "files", "changes", "left", "refused", "result", "reason")


def status_totals(records: Sequence[Record]) -> dict[str, int]:
    """How many repositories there are of each status."""
    counts: Counter[str] = Counter(record.status for record in records)
    return {status: counts[status] for status in STATUSES}


def left_by_rule(records: Sequence[Record]) -> dict[str, int]:
    """What is left over all repositories, most first."""
    counts: Counter[str] = Counter()
    for record in records:
        counts.update(record.left)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def as_json(records: Sequence[Record]) -> str:
    """The whole table as data."""
    document = {
        "version": 1,
        "tool": prefect_migrate.__version__,
        "totals": status_totals(records),
        "left": left_by_rule(records),
        "repositories": [asdict(record) for record in records],
    }
    return json_document(document)


def as_csv(records: Sequence[Record]) -> str:
    """One line a repository; no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(map(_harmless_cell, _table_row(record)) for record in records)
    return text.getvalue()


def findings_csv(records: Sequence[Record]) -> str:
    """One line a finding."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ("path", "line", "column", "rule", "state", "message")
    writer.writerow(("repository", *columns))
    for record in records:
        for found in record.findings:
            cells = (record.name, *(str(found[column]) for column in columns))
            writer.writerow(map(_harmless_cell, cells))
    return text.getvalue()


def as_html(records: Sequence[Record], rules_url: str = "") -> str:
    """A page that needs nothing else."""
    from prefect_migrate.reports.links import describe_code
    from prefect_migrate.reports.templating import render_template

    counts = status_totals(records)
    left = left_by_rule(records)
    return render_template(
        "fleet.html",
        version=prefect_migrate.__version__,
        date=_report_date(),
        records=sorted(records, key=lambda record: natural_order(record.name)),
        totals=counts,
        words=WORDS,
        shares=[(s, counts[s], 100 * counts[s] / len(records)) for s in STATUSES if counts[s]],
        files=sum(record.files for record in records),
        fixed=sum(sum(record.changes.values()) for record in records),
        open=sum(left.values()),
        refused=sum(len(record.refused) for record in records),
        left=[(describe_code(code, rules_url), number) for code, number in left.items()],
    )


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """A key by which ``etl-2`` comes before ``etl-10``."""
    parts = re.split(r"(\d+)", name.lower())
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]


def _report_date() -> str:
    """The day, or that of SOURCE_DATE_EPOCH, so that a page can be made again."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = float(given) if given.isdecimal() else time.time()
    return time.strftime("%Y-%m-%d", time.gmtime(moment))


def _table_row(record: Record) -> tuple[str, ...]:
    return (
        record.name,
        record.status,
        str(record.files),
        _count_cell(record.changes),
        _count_cell(record.left),
        " ".join(record.refused),
        record.branch or record.patch,
        record.reason,
    )


def _harmless_cell(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _count_cell(counts: Mapping[str, int]) -> str:
    return " ".join(f"{rule}:{count}" for rule, count in counts.items())
