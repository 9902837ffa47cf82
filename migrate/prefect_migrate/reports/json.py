"""One JSON document for a run: everything the text says, as data.

Its schema is ``schemas/run-1.json`` beside this file. Lines and columns are 1-based, in
characters, ends exclusive (``end_line`` 0: not known); those of ``remaining`` count in the output.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import prefect_migrate
from prefect_migrate.model import Base, Outcome, Refusal
from prefect_migrate.printing import json_document
from prefect_migrate.reports.hunks import DiffHunk, outcome_hunks
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.masking import masked_text

VERSION = 1


class Json:
    """Collects the files and prints one document at the end."""

    def __init__(self) -> None:
        self._files: list[dict[str, Any]] = []

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file for the end."""
        self._files.append(as_data(outcome))
        return ""

    def end(self, tally: Tally) -> str:
        """The document."""
        document = {
            "version": VERSION,
            "tool": prefect_migrate.__version__,
            "files": self._files,
            "summary": asdict(tally),
        }
        return json_document(document)


def as_data(outcome: Outcome) -> dict[str, Any]:
    """One file's outcome in lists, dicts and plain values; of the texts only what is edited."""
    return {
        "path": outcome.source.path,
        "changed": outcome.changed,
        "refusal": _refusal_data(outcome.refusal),
        "base": _base_data(outcome.base),
        "direction": asdict(outcome.direction) if outcome.direction else None,
        "changes": [asdict(change) for change in outcome.changes],
        "decisions": [asdict(decision) for decision in outcome.decisions],
        "diagnostics": [asdict(found) for found in outcome.diagnostics],
        "remaining": [asdict(remaining) for remaining in outcome.remaining],
        "related": [asdict(related) for related in outcome.related],
        "edits": [_edit_data(hunk) for hunk in outcome_hunks(outcome)],
    }


def _base_data(base: Base | None) -> dict[str, Any] | None:
    return None if base is None else {"found": base.found, "evidence": list(base.evidence)}


def _edit_data(hunk: DiffHunk) -> dict[str, Any]:
    """A hunk; where its text holds a secret, ``masked`` says that it can't be applied."""
    line, column, end_line, end_column = hunk.span
    text = masked_text(hunk.text)
    return {
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "text": text,
        "masked": text != hunk.text,
        "rules": list(hunk.rules),
        "group": hunk.group,
    }


def _refusal_data(refusal: Refusal | None) -> dict[str, Any] | None:
    if refusal is None:
        return None
    return {
        "message": refusal.message,
        "line": refusal.line,
        "column": refusal.column,
        "help": refusal.help,
    }
