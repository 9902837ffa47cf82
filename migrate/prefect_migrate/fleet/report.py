"""One table over all repositories of a fleet: JSON, CSV, HTML."""

from __future__ import annotations

import csv
import html
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from prefect_migrate.fleet.task import Record
from prefect_migrate.printing import json_document

STATUSES = ("migrated", "partly", "untouched", "failed")
_COLUMNS = ("repository", "status", "files", "changes", "left", "refused", "result", "reason")


def totals(records: Sequence[Record]) -> dict[str, int]:
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
        "totals": totals(records),
        "left": left_by_rule(records),
        "repositories": [asdict(record) for record in records],
    }
    return json_document(document)


def as_csv(records: Sequence[Record]) -> str:
    """One line a repository; no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(map(_harmless, _row(record)) for record in records)
    return text.getvalue()


def as_html(records: Sequence[Record]) -> str:
    """A page that needs nothing else."""
    return "".join(f"{line}\n" for line in _page(records))


def _row(record: Record) -> tuple[str, ...]:
    return (
        record.name,
        record.status,
        str(record.files),
        _counts(record.changes),
        _counts(record.left),
        " ".join(record.refused),
        record.branch or record.patch,
        record.reason,
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _counts(counts: Mapping[str, int]) -> str:
    return " ".join(f"{rule}:{count}" for rule, count in counts.items())


def _page(records: Sequence[Record]) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><meta charset="utf-8"><title>prefect-migrate fleet</title>'
    yield (
        "<style>body{font-family:sans-serif;margin:2rem}table{border-collapse:collapse}"
        "th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}"
        ".migrated{background:#dff0d8}.partly{background:#fcf8e3}.failed{background:#f2dede}"
        "</style>"
    )
    told = ", ".join(f"{count} {status}" for status, count in totals(records).items())
    yield f"<h1>{len(records)} repositories</h1><p>{html.escape(told)}</p>"
    left = left_by_rule(records)
    if left:
        yield f"<p>Left by rule: {html.escape(_counts(left))}</p>"
    yield "<table><tr>" + "".join(f"<th>{name}</th>" for name in _COLUMNS) + "</tr>"
    for record in records:
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in _row(record))
        yield f'<tr class="{record.status}">{cells}</tr>'
    yield "</table></html>"
