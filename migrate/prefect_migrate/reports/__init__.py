"""Outcomes as something to read: one file a format, all with the face of ``interface.py``."""

from __future__ import annotations

import importlib

from prefect_migrate.option_table import Format
from prefect_migrate.reports.interface import ReportFormat
from prefect_migrate.reports.style import Style

__all__ = ["WORDS", "Format", "report"]

_FORMATS = {
    "full": "full:Full",
    "concise": "text:Concise",
    "json": "json:Json",
    "github": "github:GitHub",
    "gitlab": "gitlab:GitLab",
    "junit": "junit:JUnit",
    "markdown": "markdown:Markdown",
    "rdjson": "rdjson:RdJson",
    "sarif": "sarif:Sarif",
}
WORDS = frozenset({"full", "concise"})
"""The formats that people read as the run goes on."""


def report(name: str, style: Style | None = None) -> ReportFormat:
    """The report called ``name``; how much and how colourful it speaks counts for people only."""
    module, _, kind = _FORMATS[name].partition(":")
    factory = getattr(importlib.import_module(f"prefect_migrate.reports.{module}"), kind)
    style = style or Style()
    if name in WORDS:
        made: ReportFormat = factory(style)
    elif name in ("sarif", "rdjson", "markdown"):
        made = factory(style.rules_url)
    else:
        made = factory()
    return made
