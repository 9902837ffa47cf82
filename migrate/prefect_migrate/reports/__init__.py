"""Outcomes as something to read: one file a format, all with the face of ``interface.py``."""

from __future__ import annotations

import importlib

from prefect_migrate.reports.interface import Report

_FORMATS = {
    "json": "prefect_migrate.reports.json:Json",
    "github": "prefect_migrate.reports.github:GitHub",
    "gitlab": "prefect_migrate.reports.gitlab:GitLab",
    "junit": "prefect_migrate.reports.junit:JUnit",
    "rdjson": "prefect_migrate.reports.rdjson:RdJson",
    "sarif": "prefect_migrate.reports.sarif:Sarif",
}


def report(name: str, verbosity: int = 0, colour: bool = False) -> Report:
    """The report called ``name``; how much and how colourful it speaks counts for ``text``."""
    if name == "text":
        from prefect_migrate.reports.text import Text

        return Text(verbosity, colour)
    module, _, kind = _FORMATS[name].partition(":")
    made: Report = getattr(importlib.import_module(module), kind)()
    return made
